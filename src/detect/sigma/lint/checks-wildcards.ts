import { tableOf } from "../../../lib/index.ts";
import type { Item, RuleValue } from "../ast.ts";
import { readTokens, type Token } from "../text-pattern.ts";
import { type Check, eachItem, eachValue, quoted } from "./check.ts";
import { PATH_FIELDS } from "./taxonomy.ts";

/** The tokens of a text value; undefined for numbers, null, and what is no text pattern (a regular expression, a network). */
export function tokensOf(item: Item, { value }: RuleValue): readonly Token[] | undefined {
  return item.plan.kind === "text" && typeof value === "string" ? readTokens(value, item.plan.expand) : undefined;
}

/** The last of contains, startswith, endswith; undefined when the whole value is compared. */
export function searchOf({ plan }: Item): "contains" | "startswith" | "endswith" | undefined {
  return plan.steps.filter((step) => step === "contains" || step === "startswith" || step === "endswith").at(-1);
}

const isAny = (token: Token | undefined): boolean => token?.kind === "any";

/** The modifier that says the same as a value's wildcards at its ends; undefined when there is none. */
function modifierFor(tokens: readonly Token[]): string | undefined {
  const kinds = tokens.map(({ kind }) => kind).join(" ");
  if (kinds === "any literal any") return "contains";
  if (kinds === "literal any") return "startswith";
  return kinds === "any literal" ? "endswith" : undefined;
}

function insteadOfWildcards(item: Item): string | undefined {
  if (item.field === null || item.plan.steps.some((step) => step !== "windash")) return undefined;
  const modifiers = new Set(item.values.map((value) => modifierFor(tokensOf(item, value) ?? [])));
  const [modifier, other] = [...modifiers];
  return modifier === undefined || modifiers.size > 1 || other !== undefined
    ? undefined
    : `${modifier} says the same without "*"`;
}

/** Positions of backslashes that make a following "*" or "?" plain. */
function escapedWildcard(text: string): string | undefined {
  for (let at = 0; at < text.length; at++) {
    if (text[at] !== "\\") continue;
    const next = text[at + 1];
    if (next === "*" || next === "?") return next;
    if (next === "\\") at++;
  }
  return undefined;
}

const CONTROL_NAMES: ReadonlyMap<string, string> = tableOf({
  "\0": "NUL (\\0)",
  "\x07": "BEL (\\a)",
  "\b": "backspace (\\b)",
  "\t": "tab (\\t)",
  "\n": "line feed (\\n)",
  "\v": "vertical tab (\\v)",
  "\f": "form feed (\\f)",
  "\r": "carriage return (\\r)",
  "\x1b": "escape (\\e)",
});

function controlWithin(text: string): string | undefined {
  const isPath = text.includes("\\") || /^[A-Za-z]:/.test(text) || /%[A-Za-z]+%/.test(text);
  const found = [...CONTROL_NAMES.keys()].find((mark) => text.includes(mark));
  return isPath && found !== undefined ? CONTROL_NAMES.get(found) : undefined;
}

/** Wildcards, backslashes and paths in values. */
export const WILDCARD_CHECKS: readonly Check[] = [
  {
    name: "wildcard-idle",
    severity: "warning",
    about: "A `*` stands where the modifier already leaves the value open (`contains: '*x*'`); it changes nothing.",
    example: "selection: {CommandLine|contains: '*whoami*'}",
    find: eachValue((value, item) => {
      const tokens = tokensOf(item, value);
      const search = searchOf(item);
      if (tokens === undefined || search === undefined) return undefined;
      const atStart = search !== "startswith" && isAny(tokens[0]);
      const atEnd = search !== "endswith" && isAny(tokens.at(-1));
      return atStart || atEnd ? `"*" at the ${atStart ? "beginning" : "end"} changes nothing under ${search}` : undefined;
    }),
  },
  {
    name: "wildcard-undoes-modifier",
    severity: "warning",
    about: "A `*` opens the very end that the modifier ties (`startswith: '*x'`): the item says `contains`.",
    example: "selection: {Image|endswith: '\\cmd.exe*'}",
    find: eachValue((value, item) => {
      const tokens = tokensOf(item, value);
      const search = searchOf(item);
      if (tokens === undefined || tokens.length < 2) return undefined;
      const undone = (search === "startswith" && isAny(tokens[0])) || (search === "endswith" && isAny(tokens.at(-1)));
      return undone ? `with this "*" ${search} means contains` : undefined;
    }),
  },
  {
    name: "wildcard-for-modifier",
    severity: "hint",
    about: "Wildcards at the ends of every value say what `contains`, `startswith` or `endswith` says more plainly.",
    example: "selection: {CommandLine: '*whoami*'}",
    find: eachItem(insteadOfWildcards),
  },
  {
    name: "wildcard-repeated",
    severity: "hint",
    about: "Two `*` beside one another say the same as one.",
    example: "selection: {CommandLine: 'a**b'}",
    find: eachValue((value, item) => {
      const tokens = tokensOf(item, value) ?? [];
      return tokens.some((token, at) => isAny(token) && isAny(tokens[at + 1])) ? 'one "*" says the same as two' : undefined;
    }),
  },
  {
    name: "wildcard-alone",
    severity: "hint",
    about: "The value is `*` alone: any value, the empty one too. `exists: true` asks for the field, and for nothing more.",
    example: "selection: {CommandLine: '*'}",
    find: eachValue((value, item) => {
      const tokens = tokensOf(item, value);
      return item.field !== null && item.plan.steps.length === 0 && tokens?.length === 1 && isAny(tokens[0])
        ? "holds for any value, the empty one too; exists: true asks for the field"
        : undefined;
    }),
  },
  {
    name: "wildcard-on-keyword",
    severity: "hint",
    about: "A keyword is looked for anywhere in a value, so a `*` at its ends changes nothing.",
    example: "keywords: ['*segfault*'] ¶ condition: keywords",
    find: eachValue((value, item) => {
      const tokens = tokensOf(item, value);
      if (item.field !== null || tokens === undefined || tokens.length < 2 || searchOf(item) !== undefined) return undefined;
      return isAny(tokens[0]) || isAny(tokens.at(-1))
        ? 'a keyword is looked for anywhere; "*" at its ends changes nothing'
        : undefined;
    }),
  },
  {
    name: "wildcard-escaped",
    severity: "warning",
    about:
      "`\\*` or `\\?` in a path: the backslash makes the wildcard a plain character. A backslash before a wildcard is written `\\\\*`.",
    example: "selection: {Image: 'C:\\Users\\*\\a.exe'}",
    find: eachValue((value, item) => {
      const text = item.plan.kind === "text" && typeof value.value === "string" ? value.value : "";
      const mark = escapedWildcard(text);
      const isPath = PATH_FIELDS.has(item.field ?? "") || text.split("\\").length > 2;
      return mark !== undefined && isPath
        ? `"\\${mark}" is a plain "${mark}"; a backslash and then a wildcard are written "\\\\${mark}"`
        : undefined;
    }),
  },
  {
    name: "unc-one-backslash",
    severity: "warning",
    about: "The value starts with `\\\\`, which Sigma reads as one backslash. A UNC path starts with two: write `\\\\\\\\`.",
    example: "selection: {TargetFilename|startswith: '\\\\server\\share'}",
    find: eachValue((value, item) => {
      const text = item.plan.kind === "text" && typeof value.value === "string" ? value.value : "";
      const search = searchOf(item);
      return /^\\\\[A-Za-z0-9]/.test(text) && item.field !== null && (search === undefined || search === "startswith")
        ? "starts with one backslash; two are written with four"
        : undefined;
    }),
  },
  {
    name: "slash-in-windows-path",
    severity: "hint",
    about:
      "A path field of Windows is compared with a text that has slashes and no backslash; Windows writes these paths with backslashes.",
    example: "selection: {Image|endswith: '/cmd.exe'}",
    find: eachValue(({ value }, item, { detection }) => {
      const isPath = detection?.logsource.product === "windows" && PATH_FIELDS.has(item.field ?? "") && item.plan.kind === "text";
      return isPath && typeof value === "string" && value.includes("/") && !value.includes("\\")
        ? "Windows writes these paths with backslashes"
        : undefined;
    }),
  },
  {
    name: "name-without-separator",
    severity: "hint",
    about: "`endswith` with the bare name of a program also fits every longer name that ends with it.",
    example: "selection: {Image|endswith: cmd.exe}",
    find: eachValue(({ value }, item) =>
      PATH_FIELDS.has(item.field ?? "") &&
      searchOf(item) === "endswith" &&
      typeof value === "string" &&
      /^[\w.-]+\.(exe|dll|sys|com|bat|ps1)$/i.test(value)
        ? `also fits ${quoted(`C:\\x${value}`)}; begin with a backslash`
        : undefined,
    ),
  },
  {
    name: "control-character",
    severity: "warning",
    about:
      "What looks like a path holds a control character: in double quotes YAML reads `\\t`, `\\n`, `\\b` … as such. Use single quotes.",
    example: 'selection: {Image: "C:\\temp.exe"}',
    find: eachValue(({ value }) => {
      const name = typeof value === "string" ? controlWithin(value) : undefined;
      return name === undefined ? undefined : `holds the character ${name}; in single quotes a backslash stays one`;
    }),
  },
];
