import { formatJson, parseIsoTime, toHex } from "../../lib/index.ts";
import { parseVkey } from "../../merkle/index.ts";
import type { AlarmPredicate, AnswerPredicate, EntryName, KnownKey } from "../../model/index.ts";

/** An `alarm` or `answer` statement in ledger order. `signers` are the keys whose signature on it verified, as the whole ledger knows them. */
export type AlarmEntry =
  | { readonly kind: "alarm"; readonly index: number; readonly name: EntryName; readonly predicate: AlarmPredicate }
  | {
      readonly kind: "answer";
      readonly index: number;
      readonly predicate: AnswerPredicate;
      readonly signers: readonly KnownKey[];
    };

/** One answer and whether it counts. */
export type JudgedAnswer = {
  readonly index: number;
  /** Who the ledger says holds the key. */
  readonly holder: string;
  readonly answer: AnswerPredicate["answer"];
  readonly reason: string;
  readonly at: string;
  /** Why it does not count; null when it does. */
  readonly void: string | null;
};

/** An alarm and what people made of it. A dismissed one stays in the list. */
export type AlarmState = {
  readonly index: number;
  readonly name: EntryName;
  readonly predicate: AlarmPredicate;
  readonly state: "open" | "confirmed" | "dismissed";
  readonly answers: readonly JudgedAnswer[];
};

/** So many different persons dismiss an alarm. */
const DISMISSED_BY: number = 2;

/**
 * What became of each alarm, in ledger order. Of each person the last answer that counts is taken; two that dismiss and none that
 * confirms dismiss it, one that confirms confirms it (spec/alarm.md §Dismissal). Two answers are of one person when their keys have
 * the same public key or the same holder, directly or through others. What does not count:
 *
 * - an answer that not exactly one person's key signed: the keeper's and other parties' keys are no persons;
 * - an answer of which the same key signed the same content in an entry before: whoever has its envelope could else bring back what the
 *   person has taken back since;
 * - an answer that says it was given before the alarm was seen;
 * - one by a key that is revoked from a time which it, or an alarm or answer before it, has reached: a thief may date an answer back,
 *   but not put it before others;
 * - a dismissal by a key that the ledger took in after the alarm: else the keeper could make two persons and dismiss alone.
 */
export function foldAlarms(entries: readonly AlarmEntry[], keys: readonly KnownKey[]): readonly AlarmState[] {
  const keepers = new Set(keys.flatMap((key) => (key.role === "person" || key.role === "party" ? [] : [publicKeyOf(key.vkey)])));
  return entries.flatMap((alarm) => {
    if (alarm.kind !== "alarm") return [];
    const given = entries.filter(
      (entry): entry is AnswerEntry =>
        entry.kind === "answer" && entry.predicate.alarm === alarm.name && entry.index > alarm.index,
    );
    const { index, name, predicate } = alarm;
    const repeated = repeatedIn(given);
    const judged = given.map((answer) =>
      judge(answer, alarm, { keepers, reachedMs: reachedAt(entries, answer.index), isRepeated: repeated.has(answer.index) }),
    );
    return [{ index, name, predicate, state: stateOf(judged), answers: judged.map(({ said }) => said) }];
  });
}

type AnswerEntry = Extract<AlarmEntry, { kind: "answer" }>;
type RaisedEntry = Extract<AlarmEntry, { kind: "alarm" }>;
/** What makes two answers those of one person: a public key, a holder. */
type Judged = { readonly said: JudgedAnswer; readonly marks: readonly string[] };

/** What an answer is held against: the keeper's public keys, the latest time that was stated up to it, and whether it came before. */
type Background = { readonly keepers: ReadonlySet<string>; readonly reachedMs: number; readonly isRepeated: boolean };

/** The entries of answers that one of their keys signed before. Joined by other signatures or freed of them, it is the same answer. */
function repeatedIn(given: readonly AnswerEntry[]): ReadonlySet<number> {
  const seen = new Set<string>();
  const repeated = new Set<number>();
  for (const { index, predicate, signers } of given) {
    // The whole signed content: what a statement is about follows from its predicate.
    const content = formatJson(predicate);
    const marks = signers.map(({ vkey }) => `${publicKeyOf(vkey)} ${content}`);
    if (marks.some((mark) => seen.has(mark))) repeated.add(index);
    for (const mark of marks) seen.add(mark);
  }
  return repeated;
}

function reachedAt(entries: readonly AlarmEntry[], index: number): number {
  return entries.reduce((latest, entry) => {
    const stated = timeOf(entry.kind === "alarm" ? entry.predicate.seenAt : entry.predicate.at);
    return entry.index <= index && stated > latest ? stated : latest;
  }, Number.NEGATIVE_INFINITY);
}

function judge({ index, predicate, signers }: AnswerEntry, alarm: RaisedEntry, background: Background): Judged {
  const persons = signers.filter(({ role }) => role === "person");
  const [person] = persons;
  const { answer, reason, at } = predicate;
  const holder = person?.holder.name ?? signers[0]?.holder.name ?? "nobody the ledger knows";
  const why =
    person === undefined || persons.length > 1 ? notOnePerson(persons.length) : voidOf(person, predicate, alarm, background);
  const marks = person === undefined ? [] : [`key ${publicKeyOf(person.vkey)}`, `holder ${holderMark(person.holder.name)}`];
  return { said: { index, holder, answer, reason, at, void: why }, marks };
}

function notOnePerson(persons: number): string {
  return persons === 0 ? "no person's key signed it" : "several persons signed it: each answers for themselves";
}

function voidOf(
  person: KnownKey,
  { answer, at }: AnswerPredicate,
  alarm: RaisedEntry,
  { keepers, reachedMs, isRepeated }: Background,
): string | null {
  if (isRepeated) return "the same signed answer stands in an entry before it";
  if (keepers.has(publicKeyOf(person.vkey))) return "the key is the keeper's own";
  if (timeOf(at) < timeOf(alarm.predicate.seenAt)) return "it says it was given before the alarm was seen";
  if (person.revokedFrom !== null && reachedMs >= timeOf(person.revokedFrom))
    return `its key is revoked from ${person.revokedFrom}`;
  if (answer === "dismiss" && person.since > alarm.index) return "the ledger took its key in after the alarm";
  return null;
}

function stateOf(judged: readonly Judged[]): AlarmState["state"] {
  const last = lastOfEachPerson(judged.filter(({ said }) => said.void === null));
  if (last.some(({ said }) => said.answer === "confirm")) return "confirmed";
  return last.length >= DISMISSED_BY ? "dismissed" : "open";
}

/** How many different persons could dismiss an alarm that is raised now, by the keys in force. */
export function personsOf(keys: readonly KnownKey[]): number {
  const persons = keys.filter(({ role, until }) => role === "person" && until === null);
  return new Set(persons.map(({ holder }) => holderMark(holder.name))).size;
}

/** Answers that share a mark, or are joined by others that do, are one person's; of those the last. */
function lastOfEachPerson(judged: readonly Judged[]): readonly Judged[] {
  let persons: { readonly marks: ReadonlySet<string>; readonly last: Judged }[] = [];
  for (const one of judged) {
    const same = persons.filter(({ marks }) => one.marks.some((mark) => marks.has(mark)));
    const marks = new Set([...one.marks, ...same.flatMap((person) => [...person.marks])]);
    persons = [...persons.filter((person) => !same.includes(person)), { marks, last: one }];
  }
  return persons.map(({ last }) => last);
}

/** A holder is the same person however the name is spaced, composed or capitalised. */
function holderMark(name: string): string {
  return name.normalize("NFKC").toLowerCase().replace(/\s+/g, " ").trim();
}

/** The key material of a vkey, whatever name and signature type it bears. */
function publicKeyOf(vkey: string): string {
  const parsed = parseVkey(vkey);
  return parsed.ok ? toHex(parsed.value.publicKey) : vkey;
}

function timeOf(iso: string): number {
  return parseIsoTime(iso) ?? Number.NaN;
}
