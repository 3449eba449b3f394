import { formatAddress } from "../../lib/index.ts";
import type { Atom } from "../sigma/atom.ts";
import type { TextPattern } from "../sigma/text-pattern.ts";
import { type Gate, OPEN, regexGate, textGate } from "./regex-gate.ts";

/** A text to be met in a value: anywhere, or tied to an end. Folded, ASCII. */
export type Sought = { readonly text: string; readonly start: boolean; readonly end: boolean };

/**
 * How an automaton answers an atom of a value that is a text in ASCII: with what it meets (any of several), always, never, or by the engine
 * once a gate is met.
 */
export type Plan =
  | { readonly kind: "met"; readonly any: readonly Sought[] }
  | { readonly kind: "always" }
  | { readonly kind: "never" }
  | { readonly kind: "ask"; readonly gate: Gate; readonly leastUnits: number };

/** Dashes of one text written out as what windash makes one. */
const DASHES_MAX = 4;
/** Of a digest only the start is looked for; the engine is asked where that is met. Sysmon's digest of nothing is all noughts and common. */
const DIGEST = /(?!0{16})[0-9a-f]{32,}/;
const DIGEST_UNITS_KEPT = 16;
const NOT_ASCII = /[^\0-\x7f]/;

/** The plan for an atom on one field. */
export function planOf({ test }: Atom): Plan {
  switch (test.kind) {
    case "text":
      return textPlan(test.form, test.pattern);
    case "regex":
      return { kind: "ask", gate: regexGate(test.source), leastUnits: leastUnits(test.source) };
    case "cidr":
      return { kind: "ask", gate: networkGate(test.network), leastUnits: 0 };
    case "exists":
      return { kind: "always" };
    case "null":
      return { kind: "never" };
    default:
      return { kind: "ask", gate: OPEN, leastUnits: 0 };
  }
}

type Form = Extract<Atom["test"], { readonly kind: "text" }>["form"];

function textPlan(form: Form, pattern: TextPattern): Plan {
  if (pattern.shape === "any") return { kind: "always" };
  const pieces = pattern.shape === "glob" ? pattern.runs.flat().filter((piece) => piece !== null) : [pattern.literal];
  if (pieces.some((piece) => NOT_ASCII.test(piece))) return { kind: "never" }; // folded: no text in ASCII has it
  const dashes = form === "folded-dashes" || form === "cased-dashes";
  if (pattern.shape === "glob" || form === "cased" || form === "cased-dashes")
    return asked(pieces.flatMap((piece) => pieceParts(piece, dashes)));
  const texts = dashes ? dashForms(pattern.literal) : [pattern.literal];
  if (texts === undefined) return asked(pieceParts(pattern.literal, true));
  const digest = DIGEST.exec(pattern.literal)?.[0];
  if (digest !== undefined) return asked([digest.slice(0, DIGEST_UNITS_KEPT)]);
  const start = pattern.shape === "exact" || pattern.shape === "prefix";
  const end = pattern.shape === "exact" || pattern.shape === "suffix";
  return { kind: "met", any: texts.map((text) => ({ text, start, end })) };
}

function pieceParts(piece: string, dashes: boolean): readonly string[] {
  return dashes ? piece.split("-") : [piece];
}

function asked(texts: readonly string[]): Plan {
  const parts = texts.map(textGate).filter((gate) => gate !== OPEN);
  return { kind: "ask", gate: parts.length === 0 ? OPEN : { op: "all", parts }, leastUnits: 0 };
}

const LONG = /^\(?\.\)?\{([0-9]{1,4})(?:,[0-9]{0,4})?\}$/;

/** How long a text must be at least for the regular expressions that only count. */
function leastUnits(source: string): number {
  return Number(LONG.exec(source)?.[1] ?? 0);
}

function dashForms(literal: string): readonly string[] | undefined {
  const pieces = literal.split("-");
  if (pieces.length - 1 > DASHES_MAX) return undefined;
  let forms = [pieces[0] as string];
  for (const piece of pieces.slice(1)) forms = forms.flatMap((head) => [`${head}-${piece}`, `${head}/${piece}`]);
  return forms;
}

type Network = Extract<Atom["test"], { readonly kind: "cidr" }>["network"];

/** An address of a network of IPv4 begins with its first number, unless it is written as one of IPv6. */
function networkGate(network: Network): Gate {
  const first = /^(\d+)\./.exec(formatAddress(network.base))?.[1];
  const colon: Gate = { op: "met", text: ":" };
  if (first === undefined) return colon;
  const dotted: Gate = { op: "met", text: network.bits >= 8 ? `${first}.` : "." };
  return { op: "any", parts: [dotted, colon] };
}
