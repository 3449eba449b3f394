import type { Item } from "../ast.ts";
import { type Check, eachItem, eachValue, type Found, quoted, type Subject } from "./check.ts";
import { searchOf } from "./checks-wildcards.ts";

const DASH = /[-/\u2013\u2014\u2015]/;
/** Placeholders of the specification 2.1 ("Standard Placeholders"). */
const STANDARD_PLACEHOLDERS = ["Administrators", "JumpServers", "Workstations", "Servers", "DomainControllers"];

const textsOf = (item: Item): readonly string[] => item.values.flatMap(({ value }) => (typeof value === "string" ? [value] : []));

/** Pairs of `lt`/`lte` and `gt`/`gte` on one field of one map that leave nothing between them. */
function* emptyRanges({ detection }: Subject): Iterable<Found> {
  for (const selection of detection?.selections.values() ?? []) {
    const items = selection.kind === "all" ? selection.parts.filter((part) => part.kind === "item") : [];
    for (const above of items.filter(({ plan }) => plan.kind === "number" && plan.compare?.startsWith("gt"))) {
      const least = Math.min(...above.values.map(({ value }) => Number(value)));
      const below = items.find(
        ({ field, plan, values }) =>
          field === above.field &&
          plan.kind === "number" &&
          plan.compare?.startsWith("lt") &&
          !above.plan.neq &&
          !plan.neq &&
          Math.max(...values.map(({ value }) => Number(value))) < least,
      );
      if (below !== undefined)
        yield { place: below.place, message: `no number is below this and above ${least}; only a list can hold both` };
    }
  }
}

/** Modifiers that do nothing, or something else than they seem to. */
export const MODIFIER_CHECKS: readonly Check[] = [
  {
    name: "windash-without-dash",
    severity: "hint",
    about: "`windash` makes dashes and slashes the same, and none of the values has one.",
    example: "selection: {CommandLine|contains|windash: whoami}",
    find: eachItem((item) =>
      item.plan.steps.includes("windash") && !item.plan.expand && !textsOf(item).some((text) => DASH.test(text))
        ? "windash changes nothing: no value has a dash or slash"
        : undefined,
    ),
  },
  {
    name: "cased-without-letters",
    severity: "hint",
    about: "`cased` on values without letters changes nothing.",
    example: "selection: {ProcessId|cased: '4711'}",
    find: eachItem((item) =>
      item.plan.cased &&
      item.plan.kind === "text" &&
      !item.plan.expand &&
      item.plan.steps.every((step) => !step.startsWith("base64")) &&
      !textsOf(item).some((text) => text.toLowerCase() !== text.toUpperCase())
        ? "cased changes nothing: no value has a letter"
        : undefined,
    ),
  },
  {
    name: "expand-without-placeholder",
    severity: "hint",
    about: "`expand` and none of the values has a `%placeholder%`.",
    example: "selection: {User|expand: admin}",
    find: eachItem((item) =>
      item.plan.expand && !textsOf(item).some((text) => /%[^%\s\\]+%/.test(text))
        ? "expand changes nothing: no value has a %placeholder%"
        : undefined,
    ),
  },
  {
    name: "placeholder-as-text",
    severity: "warning",
    about: "A standard placeholder such as `%Servers%` stands without `expand`: it is compared as that very text.",
    example: "selection: {User: '%Administrators%'}",
    find: eachValue(({ value }, item) => {
      const name = typeof value === "string" && !item.plan.expand ? /%([A-Za-z]+)%/.exec(value)?.[1] : undefined;
      return name !== undefined && STANDARD_PLACEHOLDERS.includes(name)
        ? `without expand %${name}% is compared as text`
        : undefined;
    }),
  },
  {
    name: "base64offset-whole",
    severity: "warning",
    about:
      "`base64offset` without `contains`: the field must be exactly a piece of base64, which is what the modifier is not for.",
    example: "selection: {CommandLine|base64offset: whoami}",
    find: eachItem((item) =>
      item.plan.steps.includes("base64offset") && item.field !== null && searchOf(item) === undefined
        ? "without contains the field must be exactly that piece of base64"
        : undefined,
    ),
  },
  {
    name: "utf16-without-base64",
    severity: "warning",
    about:
      "`utf16le`, `utf16be`, `utf16` or `wide` without a base64 after it: the field must hold raw bytes of UTF-16, one a character.",
    example: "selection: {CommandLine|wide|contains: whoami}",
    find: eachItem(({ plan }) => {
      const at = plan.steps.findIndex((step) => step.startsWith("utf16"));
      return at !== -1 && !plan.steps.slice(at).some((step) => step.startsWith("base64"))
        ? `${plan.steps[at]} without base64 after it looks for raw bytes, one a character`
        : undefined;
    }),
  },
  {
    name: "fieldref-itself",
    severity: "warning",
    about: "A field is compared with itself: the item holds whenever the field is there.",
    example: "selection: {User|fieldref: User}",
    find: eachValue(({ value }, { plan, field }) =>
      plan.kind === "fieldref" && value === field ? `${quoted(String(value))} is compared with itself` : undefined,
    ),
  },
  {
    name: "range-empty",
    severity: "warning",
    about: "`lt` and `gt` of one selection leave no number between them.",
    example: "selection: {ProcessId|lt: 5, ProcessId|gt: 10}",
    find: emptyRanges,
  },
];
