import { tableOf } from "../../lib/index.ts";
import type { LawText, Standard } from "../../model/index.ts";

/** A sentence in the two languages that are always there. */
export function said(en: string, zh: string): LawText {
  return { en, zh };
}

const STANDARD_WORDS: Readonly<Record<Standard, LawText>> = {
  scintilla: said("any indication", "任何线索"),
  reasonable: said("reasonable grounds", "合理依据"),
  preponderance: said("more likely than not", "优势证据"),
  clear: said("clear and convincing", "明确且令人信服"),
  conclusive: said("conclusive", "完全确凿"),
};

/** How well something is shown, in words; null: not at all. */
export function standardWords(standard: Standard | null): LawText {
  return standard === null ? said("nothing", "无") : STANDARD_WORDS[standard];
}

const LEVEL_WORDS: ReadonlyMap<string, LawText> = tableOf({
  machine: said("machine", "机器"),
  cluster: said("group of activity", "活动群组"),
  organisation: said("organisation", "组织"),
  person: said("person", "个人"),
  state: said("State", "国家"),
});

/** The level of an actor in words. */
export function levelWords(level: string | null): LawText {
  if (level === null) return said("no level", "未定层级");
  return LEVEL_WORDS.get(level) ?? said(level, level);
}

const ROUTE_WORDS: ReadonlyMap<string, LawText> = tableOf({
  "own-logs": said("from our own logs", "自有日志"),
  "open-record": said("from an open record", "公开记录"),
  "cooperation-request": said("by a request for cooperation", "合作请求"),
  "points-of-contact": said("through the points of contact", "联络点"),
  "mutual-legal-assistance": said("by mutual legal assistance", "司法协助"),
  "court-order": said("by order of a court", "法院命令"),
  reply: said("from the reply of the accused", "被指控方的答复"),
});

/** A lawful way to evidence, in words; one that is not known is left out. */
export function routeWords(route: string): LawText | null {
  return ROUTE_WORDS.get(route) ?? null;
}
