import { type Network, parseNetwork } from "../../../lib/index.ts";
import type { Item, RuleValue } from "../ast.ts";
import { fold } from "../fold.ts";
import { plainText } from "../text-pattern.ts";
import { type Check, eachItem, eachValue, type Found, quoted, type Subject } from "./check.ts";
import { searchOf, tokensOf } from "./checks-wildcards.ts";

/** A value as its item compares it; values with equal keys ask the same. */
function keyOf({ plan }: Item, { value, source }: RuleValue): string {
  if (typeof value !== "string") return `${typeof value} ${source}`;
  const isFolded = plan.kind === "text" && !plan.cased && !plan.steps.some(isEncoding);
  return isFolded ? `text ${fold(value)}` : `text ${value}`;
}

/** Under an encoding letters of another case are other bytes. */
function isEncoding(step: string): boolean {
  return step.startsWith("base64") || step.startsWith("utf16");
}

function* repeatedValues({ items }: Subject, exact: boolean): Iterable<Found> {
  for (const { item } of items) {
    const seen = new Map<string, string>();
    for (const value of item.values) {
      const key = keyOf(item, value);
      const before = seen.get(key);
      if (before !== undefined && (before === value.source) === exact)
        yield {
          place: value.place,
          message: exact ? `${quoted(value.source)} stands above already` : `differs from ${quoted(before)} above only in case`,
        };
      seen.set(key, before ?? value.source);
    }
  }
}

const COVERED_VALUES_MAX = 400;

type Literal = { readonly value: RuleValue; readonly text: string };

/** The values of an item as plain texts; none when one of them is more than that, or when they are too many to compare. */
function literalsOf(item: Item): readonly Literal[] {
  if (item.values.length > COVERED_VALUES_MAX || item.plan.expand) return [];
  const literals = item.values.map((value): Literal | undefined => {
    const text = plainText(tokensOf(item, value) ?? [{ kind: "any" }]);
    return text === undefined ? undefined : { value, text: item.plan.cased ? text : fold(text) };
  });
  return literals.includes(undefined) ? [] : (literals as readonly Literal[]);
}

/** `inner` is found wherever `outer` is, by this search. */
function covers(search: "contains" | "startswith" | "endswith", inner: string, outer: string): boolean {
  if (search === "contains") return outer.includes(inner);
  return search === "startswith" ? outer.startsWith(inner) : outer.endsWith(inner);
}

function* coveredValues({ items }: Subject): Iterable<Found> {
  for (const { item } of items) {
    const [search, ...more] = item.plan.steps;
    if (more.length > 0 || (search !== "contains" && search !== "startswith" && search !== "endswith")) continue;
    const literals = literalsOf(item).filter(({ text }) => text !== "");
    for (const { value, text } of literals) {
      const other = literals.find(
        ({ text: than }) => text !== than && (item.plan.all ? covers(search, text, than) : covers(search, than, text)),
      );
      if (other !== undefined)
        yield {
          place: value.place,
          message: item.plan.all
            ? `adds nothing: what has ${quoted(other.text)} has this too`
            : `adds nothing: ${quoted(other.text)} already fits whatever this fits`,
        };
    }
  }
}

function allCannotHold(item: Item): string | undefined {
  if (!item.plan.all || item.field === null || item.plan.kind !== "text") return undefined;
  const search = searchOf(item);
  if (search === "contains" || item.plan.steps.some((step) => step !== search)) return undefined;
  const texts = literalsOf(item).map(({ text }) => text);
  const clash = texts.some((left) =>
    texts.some((right) => (search === undefined ? left !== right : !covers(search, left, right) && !covers(search, right, left))),
  );
  return clash ? `one text cannot ${search ?? "equal"} all of them; only a field that is a list can` : undefined;
}

function hasHostBits({ base, bits }: Network): boolean {
  return base.some((byte, index) => (byte & (0xff >> Math.max(0, Math.min(8, bits - 8 * index)))) !== 0);
}

/** Values and how they stand together. */
export const VALUE_CHECKS: readonly Check[] = [
  {
    name: "value-twice",
    severity: "warning",
    about: "A value stands twice in a list.",
    example: "selection: {CommandLine|contains: [whoami, whoami]}",
    find: (subject) => repeatedValues(subject, true),
  },
  {
    name: "value-twice-but-case",
    severity: "warning",
    about: "Two values of a list differ only in case, which is not looked at without `cased`.",
    example: "selection: {CommandLine|contains: [whoami, WhoAmI]}",
    find: (subject) => repeatedValues(subject, false),
  },
  {
    name: "value-covered",
    severity: "hint",
    about:
      "A value adds nothing, because a shorter one of the list fits whatever it fits (under `all`: because a longer one holds it).",
    example: "selection: {CommandLine|contains: [whoami, whoami /all]}",
    find: coveredValues,
  },
  {
    name: "all-of-one",
    severity: "hint",
    about: "`all` with one value changes nothing.",
    example: "selection: {CommandLine|contains|all: whoami}",
    find: eachItem((item) => (item.plan.all && item.values.length === 1 ? "all changes nothing for one value" : undefined)),
  },
  {
    name: "all-cannot-hold",
    severity: "warning",
    about:
      "`all` asks one text to equal, begin with or end with several different ones: only a field that is a list can do that.",
    example: "selection: {Image|endswith|all: ['\\a.exe', '\\b.exe']}",
    find: eachItem(allCannotHold),
  },
  {
    name: "value-empty",
    severity: "warning",
    about: "Every text contains, begins with and ends with the empty text.",
    example: "selection: {CommandLine|contains: ''}",
    find: eachValue(({ value }, item) =>
      value === "" && item.plan.kind === "text" && item.plan.steps.length === 1 && searchOf(item) !== undefined
        ? "holds for any value at all"
        : undefined,
    ),
  },
  {
    name: "number-respelled",
    severity: "hint",
    about:
      "A number that is not written plainly (`0123`, `1.10`, `0x17`, more than 15 digits) also fits the way it is usually written. Quote it to mean the text.",
    example: "selection: {FileVersion: 1.10}",
    find: eachValue(({ value, source }, { plan }) =>
      typeof value === "number" && plan.kind === "text" && String(value) !== source
        ? `fits ${quoted(String(value))} as well as ${quoted(source)}; in quotes it is only the text`
        : undefined,
    ),
  },
  {
    name: "network-as-text",
    severity: "warning",
    about: "The value is a network, and without `cidr` it is compared as text.",
    example: "selection: {DestinationIp: 10.0.0.0/8}",
    find: eachValue(({ value }, item) =>
      typeof value === "string" &&
      item.plan.kind === "text" &&
      item.field !== null &&
      value.includes("/") &&
      parseNetwork(value) !== undefined
        ? "is compared as text; cidr would take it for a network"
        : undefined,
    ),
  },
  {
    name: "network-all",
    severity: "warning",
    about: "The network holds every address of its family.",
    example: "selection: {DestinationIp|cidr: 0.0.0.0/0}",
    find: eachValue(({ value }, { plan }) =>
      plan.kind === "cidr" && typeof value === "string" && parseNetwork(value) !== undefined && /\/0+$/.test(value)
        ? "holds every address of its family"
        : undefined,
    ),
  },
  {
    name: "network-host-bits",
    severity: "hint",
    about: "The address has bits beyond the prefix, which are left out: `10.1.2.3/8` is `10.0.0.0/8`.",
    example: "selection: {DestinationIp|cidr: 10.1.2.3/8}",
    find: eachValue(({ value }, { plan }) => {
      const network = plan.kind === "cidr" && typeof value === "string" ? parseNetwork(value) : undefined;
      return network !== undefined && hasHostBits(network) ? "has bits beyond its prefix, which are left out" : undefined;
    }),
  },
  {
    name: "keyword-short",
    severity: "hint",
    about: "A keyword of one or two characters fits any value that has them anywhere.",
    example: "keywords: [rm] ¶ condition: keywords",
    find: eachValue((value, item) => {
      const tokens = item.field === null ? tokensOf(item, value) : undefined;
      const text = tokens === undefined ? undefined : plainText(tokens);
      return text !== undefined && text.length <= 2 && searchOf(item) === undefined
        ? `fits any value that has ${quoted(text)} anywhere`
        : undefined;
    }),
  },
];
