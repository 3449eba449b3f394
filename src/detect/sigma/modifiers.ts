import { tableOf } from "../../lib/index.ts";
import { sayMeant } from "./nearest-word.ts";
import { type Place, refuse } from "./refusal.ts";
import { TIME_PARTS, type TimePart } from "./time-part.ts";

const TEXT_STEPS = [
  "contains",
  "startswith",
  "endswith",
  "windash",
  "base64",
  "base64offset",
  "utf16le",
  "utf16be",
  "utf16",
] as const;
export type TextStep = (typeof TEXT_STEPS)[number];
const COMPARES = ["lt", "lte", "gt", "gte"] as const;
export type Compare = (typeof COMPARES)[number];

/** What the chain of modifiers asks for. `steps` change a text one after the other, in the order written. */
export type Plan = {
  readonly kind: "text" | "regex" | "cidr" | "exists" | "fieldref" | "number" | "time";
  readonly steps: readonly TextStep[];
  readonly all: boolean;
  readonly neq: boolean;
  readonly cased: boolean;
  readonly expand: boolean;
  /** Letters of re's sub-modifiers. */
  readonly flags: string;
  readonly compare: Compare | null;
  readonly timePart: TimePart | null;
};

type Draft = { -readonly [Name in keyof Plan]: Plan[Name] } & { steps: TextStep[] };

/** Other spellings: `wide` is the specification's, the rest are pySigma's. */
const ALIASES: ReadonlyMap<string, string> = tableOf({ wide: "utf16le", ignorecase: "i", multiline: "m", dotall: "s" });

const FLAGS = ["all", "neq", "cased", "expand"] as const;
const KINDS: ReadonlyMap<string, Plan["kind"]> = tableOf({ re: "regex", cidr: "cidr", exists: "exists", fieldref: "fieldref" });

/** Chains that were read before: rules have few, and share them. */
const KNOWN = new Map<string, Plan>();
const KNOWN_MAX = 1_000;

/** Reads a chain of modifiers (Sigma modifiers appendix 2.1). Unknown ones and combinations without a meaning are refused. */
export function readModifiers(names: readonly string[], place: Place): Plan {
  const written = names.map((name) => `|${name}`).join("");
  const known = KNOWN.get(written);
  if (known !== undefined) return known;
  const plan = planOf(names, place);
  if (KNOWN.size < KNOWN_MAX) KNOWN.set(written, plan);
  return plan;
}

function planOf(names: readonly string[], place: Place): Plan {
  const draft: Draft = {
    kind: "text",
    steps: [],
    all: false,
    neq: false,
    cased: false,
    expand: false,
    flags: "",
    compare: null,
    timePart: null,
  };
  for (const written of names) apply(draft, ALIASES.get(written) ?? written, place);
  checkTogether(draft, names, place);
  return draft;
}

function apply(draft: Draft, name: string, place: Place): void {
  const kind = KINDS.get(name);
  if (includes(FLAGS, name)) draft[name] = true;
  else if (includes(TEXT_STEPS, name)) draft.steps.push(name);
  else if (kind !== undefined) setKind(draft, kind, place);
  else if (includes(COMPARES, name)) {
    if (draft.compare !== null) refuse("modifiers do not go together", `${draft.compare} and ${name}`, place);
    if (draft.kind !== "time") setKind(draft, "number", place);
    draft.compare = name;
  } else if (includes(TIME_PARTS, name)) {
    setKind(draft, "time", place);
    draft.timePart = name;
  } else if ((name === "i" || name === "m" || name === "s") && draft.kind === "regex") draft.flags += name;
  else if (name === "i" || name === "m" || name === "s")
    refuse("modifiers do not go together", `${name} stands only after re`, place);
  else refuse(`unknown modifier ${name}`, `Sigma 2.1 has no such modifier${sayMeant(name, everyModifier())}`, place);
}

function everyModifier(): readonly string[] {
  return [TEXT_STEPS, COMPARES, TIME_PARTS, FLAGS, [...KINDS.keys()], [...ALIASES.keys()]].flat();
}

function includes<Word extends string>(words: readonly Word[], name: string): name is Word {
  return (words as readonly string[]).includes(name);
}

function setKind(draft: Draft, kind: Plan["kind"], place: Place): void {
  if (draft.kind !== "text") refuse("modifiers do not go together", `${draft.kind} and ${kind}`, place);
  draft.kind = kind;
}

const SEARCHES: readonly TextStep[] = ["contains", "startswith", "endswith"];
const MAY_EXPAND: readonly Plan["kind"][] = ["text", "cidr", "regex"];
const MAY_BE_CASED: readonly Plan["kind"][] = ["text", "fieldref", "regex"];

function checkTogether(draft: Draft, names: readonly string[], place: Place): void {
  const flagsFit =
    (draft.kind !== "exists" || names.length === 1) &&
    (!draft.expand || MAY_EXPAND.includes(draft.kind)) &&
    (!draft.cased || MAY_BE_CASED.includes(draft.kind));
  const once = new Set(names).size === names.length;
  if (!stepsFit(draft) || !flagsFit || !once) refuse("modifiers do not go together", names.join("|"), place);
}

/** A search step on a regular expression says nothing new: it is looked for anywhere. On a field reference one says how to compare. */
function stepsFit({ kind, steps }: Draft): boolean {
  if (kind === "text" || steps.length === 0) return true;
  if (kind === "regex") return steps.every((step) => step === "contains");
  return kind === "fieldref" && steps.length === 1 && steps.every((step) => SEARCHES.includes(step));
}
