import type { Gate, LawText } from "../../model/index.ts";
import type { Option } from "../catalogue/option.ts";
import type { RemedyInput, ReplyWindow } from "../input.ts";
import { daysHavePassed, isBy } from "./days.ts";
import { foldName } from "./names.ts";
import { said } from "./words.ts";

/** What others must have had a word in: review by other parties, a reply of the accused, notice. */
export function procedureGates(id: string, { needs }: Pick<Option, "needs">, input: RemedyInput): readonly Gate[] {
  return [
    ...(needs.review === 0 ? [] : [reviewGate(id, needs.review, input)]),
    ...(needs.replyDays === null ? [] : [replyGate(id, needs.replyDays, input)]),
    ...(needs.noticeDays === null ? [] : [noticeGate(id, needs.noticeDays, input)]),
  ];
}

function reviewGate(id: string, asked: number, input: RemedyInput): Gate {
  const last = latestWords(id, input);
  const agreed = [...last.values()].filter((verdict) => verdict === "agrees").length;
  const against = [...last.values()].filter((verdict) => verdict === "disagrees").length;
  const open = agreed >= asked && against === 0;
  return {
    gate: "review",
    id: "",
    open,
    asks: said(`Review: at least ${asked} other parties agree and none disagrees`, `审议：至少${asked}个其他当事方同意且无异议`),
    has:
      last.size === 0
        ? said("No other party has reviewed it", "尚无其他当事方审议")
        : said(`${agreed} agree, ${against} disagree`, `${agreed}方同意，${against}方异议`),
    opener: open ? null : said("Reviews by other parties, each in its own name", "由其他当事方各以自身名义审议"),
  };
}

/** Each other party's last word. Ours and that of the accused are no reviews. */
function latestWords(id: string, { reviews, self, actor, asOf }: RemedyInput): ReadonlyMap<string, string> {
  const out = new Set([foldName(self), foldName(actor.name ?? ""), ""]);
  const last = new Map<string, { readonly on: string; readonly verdict: string }>();
  for (const { option, party, verdict, on } of reviews) {
    const name = foldName(party);
    if (option !== id || out.has(name) || !isBy(on, asOf)) continue;
    const known = last.get(name);
    // Of two words on one day the stricter one stands.
    if (known !== undefined && (known.on > on || (known.on === on && known.verdict === "disagrees"))) continue;
    last.set(name, { on, verdict });
  }
  return new Map([...last].map(([name, { verdict }]) => [name, verdict]));
}

function replyGate(id: string, days: number, input: RemedyInput): Gate {
  const has = replyFault(id, days, input);
  return {
    gate: "reply",
    id: "",
    open: has === null,
    asks: said(`The accused has had ${days} days to reply`, `被指控方已有${days}日答复期`),
    has: has ?? said("The window has run or was waived with reasons", "答复期已届满，或已附理由免除"),
    opener:
      has === null
        ? null
        : said("A notice with an invitation to reply, and the days that it gives", "发出附答复邀请的通知，并待其期限届满"),
  };
}

function replyFault(id: string, days: number, { replies, actor, asOf }: RemedyInput): LawText | null {
  const name = foldName(actor.name ?? "");
  if (name === "") return said("Nobody is named who could reply", "未指明可答复者");
  const own = replies.filter(({ option, from }) => (option === null || option === id) && foldName(from) === name);
  if (own.length === 0) return said("Nobody was invited to reply", "尚未邀请答复");
  if (own.some(({ receivedOn, considered }) => receivedOn !== null && considered.trim() === ""))
    return said("A reply came, and nobody has said what it changes", "已收到答复，但无人说明其影响");
  return own.some((window) => isOver(window, days, asOf)) ? null : said("The window is still running", "答复期尚未届满");
}

function isOver({ invitedOn, until, receivedOn, waived }: ReplyWindow, days: number, asOf: string): boolean {
  if (waived !== null) return waived.by.trim() !== "" && waived.why.trim() !== "";
  if (receivedOn !== null) return isBy(receivedOn, asOf);
  return daysHavePassed(invitedOn, days, until) && daysHavePassed(until, 1, asOf);
}

function noticeGate(id: string, days: number, { notices, actor, asOf }: RemedyInput): Gate {
  const name = foldName(actor.name ?? "");
  const open =
    name !== "" && notices.some(({ option, to, on }) => option === id && foldName(to) === name && daysHavePassed(on, days, asOf));
  return {
    gate: "reply",
    id: "notice",
    open,
    asks: said(`Notice was given ${days} days before`, `已提前${days}日通知`),
    has: open ? said("Notice was given in time", "已及时通知") : said("No notice that long ago", "无此前足日的通知"),
    opener: open ? null : said("Notice of the decision, with an offer to talk", "通知决定并提议谈判"),
  };
}
