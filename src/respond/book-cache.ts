import { formatJson, parseCount, parseJson, type Sha256, toHex, utf8 } from "../lib/index.ts";
import { ACTION_STEPS, type ActionPredicate, MEASURES, STATEMENT_KINDS, TARGET_KINDS, type Target } from "../model/index.ts";
import { Book, bookStepOf } from "./book.ts";
import type { BookStep } from "./book-lives.ts";
import { readTarget } from "./target.ts";

/** A step with the entry that states it; whole when it waits for approval. */
export type CachedStep = { readonly step: BookStep; readonly entry: number; readonly whole: ActionPredicate | null };

/** The last entry of the ledger that a block covers. */
export type CacheEnd = { readonly entry: number; readonly name: string };

/** What a cache says, as far as it is whole. */
export type BookCache = {
  readonly steps: readonly CachedStep[];
  readonly end: CacheEnd | null;
  /** False when something behind the last whole block is not one: nothing may be written behind it. */
  readonly isWhole: boolean;
};

const ACTION = /^act-[0-9a-f]{16}$/;
const NAME = /^[0-9a-f]{64}$/;
const ACTION_IN_UNDO = "{action}";

/** A step as it is cached. */
export function cachedStep(predicate: ActionPredicate, entry: number): CachedStep {
  return { step: bookStepOf(predicate), entry, whole: predicate.step === "awaiting" ? predicate : null };
}

/**
 * Steps as one block of lines, which says up to which entry the ledger has been read. A shortcut that can be thrown away: words that many
 * steps share stand once (`F`), a step is a line (`S`), one that waits for approval is whole (`W`), and the end (`E`) bears the digest of
 * all before it, so that a torn or changed one is seen.
 */
export function formatCacheBlock(steps: readonly CachedStep[], { entry, name }: CacheEnd, sha256: Sha256): string {
  const frames = new Map<string, number>();
  const lines: string[] = [];
  for (const one of steps) {
    if (one.whole !== null) {
      lines.push(`W ${one.entry} ${formatJson(one.whole)}`);
      continue;
    }
    const frame = frameOf(one.step);
    if (!frames.has(frame)) {
      frames.set(frame, frames.size);
      lines.push(`F ${frame}`);
    }
    lines.push(stepLine(one, frames.get(frame) ?? 0));
  }
  const text = lines.map((line) => `${line}\n`).join("");
  const closed = `${text}E ${entry} ${name}`;
  return `${closed} ${toHex(sha256(utf8(closed)))}\n`;
}

function frameOf({ action, reason, rule, playbook, by, undo, ...rest }: BookStep): string {
  const template = undo === null ? null : undo.replaceAll(action, ACTION_IN_UNDO);
  return formatJson({ reason, case: rest.case, rule, playbook, by, undo: template });
}

function stepLine({ step, entry }: CachedStep, frame: number): string {
  const { action, atMs, expiresAtMs, measure, evidence, targets } = step;
  const whom = targets.map(({ kind, value }) => `${kind}:${value}`).join(" ");
  return `S ${step.step} ${action} ${atMs} ${expiresAtMs ?? "-"} ${measure} ${frame} ${evidence} ${entry} ${whom}`;
}

/** Reads a cache as far as its blocks are whole; the first that is not ends it. Never throws. */
export function readBookCache(text: string, sha256: Sha256): BookCache {
  const steps: CachedStep[] = [];
  let end: CacheEnd | null = null;
  let from = 0;
  while (from < text.length) {
    const mark = text.startsWith("E ", from) ? from : text.indexOf("\nE ", from) + 1;
    const until = mark < from || (mark === 0 && from > 0) ? -1 : text.indexOf("\n", mark);
    if (until < 0) break;
    const body = text.slice(from, mark);
    const closed = text.slice(from, text.lastIndexOf(" ", until));
    const closing = endIn(text.slice(mark, until), toHex(sha256(utf8(closed))));
    const block = closing === undefined ? undefined : stepsIn(body);
    if (closing === undefined || block === undefined) break;
    for (const step of block) steps.push(step);
    end = closing;
    from = until + 1;
  }
  return { steps, end, isWhole: from === text.length };
}

/** The book of cached steps. */
export function bookOf(steps: Iterable<CachedStep>): Book {
  const book = new Book();
  for (const { step, whole, entry } of steps) {
    if (whole === null) book.addStep(step, entry);
    else book.add(whole, entry);
  }
  return book;
}

function endIn(line: string, digest: string): CacheEnd | undefined {
  const [, entryText = "", name = "", claimed] = line.split(" ");
  const entry = parseCount(entryText);
  return entry.ok && NAME.test(name) && claimed === digest ? { entry: entry.value, name } : undefined;
}

type Frame = Pick<BookStep, "reason" | "case" | "rule" | "playbook" | "by" | "undo">;

function stepsIn(body: string): readonly CachedStep[] | undefined {
  const frames: Frame[] = [];
  const steps: CachedStep[] = [];
  for (const line of body.split("\n")) {
    if (line.startsWith("F ")) {
      const json = parseJson(line.slice(2));
      if (!json.ok) return undefined;
      frames.push(json.value as unknown as Frame); // the digest holds: it is what formatCacheBlock wrote
    } else if (line !== "") {
      const step = line.startsWith("W ") ? wholeIn(line) : stepIn(line, frames);
      if (step === undefined) return undefined;
      steps.push(step);
    }
  }
  return steps;
}

function wholeIn(line: string): CachedStep | undefined {
  const space = line.indexOf(" ", 2);
  const entry = parseCount(line.slice(2, space));
  const json = parseJson(line.slice(space + 1));
  const read = json.ok ? STATEMENT_KINDS.action(json.value, "predicate") : json;
  return entry.ok && read.ok ? cachedStep(read.value, entry.value) : undefined;
}

function stepIn(line: string, frames: readonly Frame[]): CachedStep | undefined {
  const [, word = "", action = "", at = "", until = "", measureText = "", frameAt = "", evidence = "", entry = "", ...whom] =
    line.split(" ");
  const step = ACTION_STEPS.find((known) => known === word);
  const measure = MEASURES.find((known) => known === measureText);
  const frame = frames[Number(frameAt)];
  if (step === undefined || measure === undefined || frame === undefined || !ACTION.test(action)) return undefined;
  const targets = whom.flatMap((text) => targetIn(text) ?? []);
  const undo = frame.undo === null ? null : frame.undo.replaceAll(ACTION_IN_UNDO, action);
  const times = { atMs: Number(at), expiresAtMs: until === "-" ? null : Number(until) };
  const whole = { ...frame, undo, action, step, measure, ...times, targets, evidence: Number(evidence) };
  return { step: whole, entry: Number(entry), whole: null };
}

function targetIn(text: string): Target | undefined {
  const colon = text.indexOf(":");
  const kind = TARGET_KINDS.find((known) => known === text.slice(0, colon));
  if (kind === undefined) return undefined;
  // An address is in its one spelling already: reading it again would cost more than all the rest.
  if (kind === "address" || kind === "prefix") return { kind, value: text.slice(colon + 1) };
  const read = readTarget(kind, text.slice(colon + 1));
  return read.ok ? read.value : undefined;
}
