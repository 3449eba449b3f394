import type { LogSource } from "../../../model/index.ts";
import type { DetectionRule, Item, RuleValue } from "../ast.ts";
import type { Place } from "../refusal.ts";
import type { SigmaRule } from "../rules.ts";
import type { YamlMap } from "../yaml-tree.ts";

/** `error`: the rule cannot do what it says; `warning`: it probably does something else than meant; `hint`: it could be plainer. */
export const SEVERITIES = ["hint", "warning", "error"] as const;
export type Severity = (typeof SEVERITIES)[number];

/** What a check found, and where in the file; line and column count from 1. */
export type Found = { readonly place: Place; readonly message: string };

/** One detection item of a rule, with the search identifier that it stands under. */
export type PlacedItem = { readonly selection: string; readonly item: Item };

/** One rule document as checks see it. */
export type Subject = {
  readonly path: string;
  readonly tree: YamlMap;
  /** Null when the document was refused; then only its words can be looked at. */
  readonly rule: SigmaRule | null;
  /** The parsed detection; null for a correlation, or a refused document. */
  readonly detection: DetectionRule | null;
  /** Every detection item, in the document's order. */
  readonly items: readonly PlacedItem[];
};

/** All documents that are looked at together, and what the house around them is like. */
export type Scene = {
  readonly subjects: readonly Subject[];
  /** True when some reader makes events that a rule of this log source is meant for; null when nobody knows. */
  readonly reads: ((logsource: LogSource) => boolean) | null;
  /** Tag namespaces beyond those of the specification. */
  readonly namespaces: ReadonlySet<string>;
};

/** A check: what it is called, how grave a finding is, and how to find it. It claims nothing that is not so. */
export type Check = {
  readonly name: string;
  readonly severity: Severity;
  /** What it finds and why that matters, for people: one or two sentences. */
  readonly about: string;
  /** A piece of a rule in which it finds something, on one line. */
  readonly example: string;
  readonly find: (subject: Subject, scene: Scene) => Iterable<Found>;
};

/** A check of each value of each detection item. */
export function eachValue(
  look: (value: RuleValue, item: Item, subject: Subject) => string | undefined,
): (subject: Subject) => Iterable<Found> {
  return function* (subject) {
    for (const { item } of subject.items) {
      for (const value of item.values) {
        const message = look(value, item, subject);
        if (message !== undefined) yield { place: value.place, message };
      }
    }
  };
}

/** A check of each detection item as a whole. */
export function eachItem(look: (item: Item, subject: Subject) => string | undefined): (subject: Subject) => Iterable<Found> {
  return function* (subject) {
    for (const { item } of subject.items) {
      const message = look(item, subject);
      if (message !== undefined) yield { place: item.place, message };
    }
  };
}

const SHOWN_UNITS_MAX = 80;

/** A text of the rule inside a message: quoted, and cut when long. */
export function quoted(text: string): string {
  return `"${text.length > SHOWN_UNITS_MAX ? `${text.slice(0, SHOWN_UNITS_MAX)}…` : text}"`;
}
