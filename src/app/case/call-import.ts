import { z } from "zod";
import { importStix, nounsOfAttackFlow, readAttackFlow } from "../../case/index.ts";
import { sha256 } from "../../ledger/io/index.ts";
import { Failure, parseJson, toHex, utf8 } from "../../lib/index.ts";
import { DOCKET_NOUNS_MAX, type Noun, nounShape } from "../../model/index.ts";
import { parseBundle } from "../../stix/index.ts";
import type { BookedCase } from "./book.ts";
import { caseCall } from "./call.ts";
import { type CaseDesk, caseInSight, nowAt } from "./desk.ts";
import { enterNouns } from "./enter.ts";
import { caseWord, text } from "./words.ts";

const DOCUMENT_UNITS_MAX: number = 64 * 1024 * 1024;
const NOTES_MAX = 1000;

/** What came of an import. `notes` says what was not taken over, and why. */
export type ToldImport = {
  readonly format: "stix" | "attack-flow" | "nouns";
  readonly nouns: number;
  readonly entries: readonly number[];
  readonly notes: readonly string[];
};

type Read = { readonly format: ToldImport["format"]; readonly nouns: readonly Noun[]; readonly notes: readonly string[] };

/**
 * Takes over what others wrote: a STIX 2.1 bundle, an Attack Flow (STIX or .afb), or nouns of an export of ours. Which it is follows from the content. Throws
 * EXCHANGE_UNREADABLE with the place, and CASE_REFUSED when the nouns do not fit the case.
 */
export const importCall = caseCall({
  name: "import",
  about: "one",
  does: "states",
  input: z.strictObject({
    case: caseWord,
    document: text(DOCUMENT_UNITS_MAX),
    title: text(1000),
    publisher: text(390).optional(),
    reliability: z.enum(["A", "B", "C", "D", "E", "F"]).optional(),
  }),
  run: async (desk, { case: id, ...given }): Promise<ToldImport> => {
    const booked = await caseInSight(desk, id);
    const { format, nouns, notes } = readDocument(desk, booked, given);
    const entries: number[] = [];
    for (let at = 0; at < nouns.length; at += DOCKET_NOUNS_MAX) {
      const part = nouns.slice(at, at + DOCKET_NOUNS_MAX).map((noun) => ({ as: null, noun }));
      const { entry } = await enterNouns(desk, booked, part);
      if (entry !== null) entries.push(entry);
    }
    return { format, nouns: nouns.length, entries, notes: notes.slice(0, NOTES_MAX) };
  },
});

type Given = {
  readonly document: string;
  readonly title: string;
  readonly publisher?: string | undefined;
  readonly reliability?: "A" | "B" | "C" | "D" | "E" | "F" | undefined;
};

function readDocument(desk: CaseDesk, booked: BookedCase, given: Given): Read {
  const { document } = given;
  if (isNoun(document.split("\n", 1)[0] ?? "")) return nounsOf(document);
  if (/"attack-flow"|"attack_flow_v/.test(document)) return flowOf(desk, document);
  return bundleOf(desk, booked, given);
}

/** A noun is smaller than this; a bundle on one line is not read twice to find out. */
const NOUN_UNITS_MAX = 1_000_000;

function isNoun(line: string): boolean {
  if (line.length > NOUN_UNITS_MAX) return false;
  const json = parseJson(line);
  return json.ok && typeof json.value === "object" && json.value !== null && "noun" in json.value;
}

function nounsOf(document: string): Read {
  const nouns = document
    .split("\n")
    .filter((line) => line !== "")
    .map((line, at) => {
      const json = parseJson(line);
      if (!json.ok) throw unreadable(`line ${at + 1}`, `${json.fault.expected} at character ${json.fault.at}`);
      const noun = nounShape(json.value, "noun");
      if (!noun.ok) throw unreadable(`line ${at + 1}, ${noun.fault.path}`, noun.fault.expected);
      return noun.value;
    });
  return { format: "nouns", nouns, notes: [] };
}

function flowOf(desk: CaseDesk, document: string): Read {
  const flow = readAttackFlow(document);
  if (!flow.ok) throw unreadable(flow.fault.at, flow.fault.expected);
  const nouns = nounsOfAttackFlow(flow.value, nowAt(desk), sha256);
  if (!nouns.ok) throw unreadable("the flow", JSON.stringify(nouns.fault));
  return { format: "attack-flow", ...nouns.value };
}

function bundleOf(desk: CaseDesk, { casefile }: BookedCase, { document, title, publisher, reliability }: Given): Read {
  const bundle = parseBundle(document);
  if (!bundle.ok) {
    const { fault } = bundle;
    if (fault.kind === "bad-json") throw unreadable(`character ${fault.at}`, fault.expected);
    if (fault.kind === "bad-stix") throw unreadable(fault.path, fault.expected);
    throw unreadable(fault.what, `at most ${fault.max}`);
  }
  const read = importStix(bundle.value, {
    case: casefile.case,
    by: desk.by,
    at: nowAt(desk),
    digest: toHex(sha256(utf8(document))),
    title,
    tlp: casefile.tlp,
    ...(publisher === undefined ? {} : { publisher }),
    ...(reliability === undefined ? {} : { reliability }),
    sha256,
  });
  const notes = read.kept.map(({ id, type, why }) => `${type} ${id}: ${why}`);
  return { format: "stix", nouns: read.dockets.flatMap(({ nouns }) => nouns), notes };
}

function unreadable(where: string, expected: string): Failure {
  return new Failure("EXCHANGE_UNREADABLE", `could not read what is to be imported: expected ${expected} at ${where}`);
}
