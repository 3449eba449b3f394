import { neededLiteral } from "../regex-literal.ts";
import { type Check, eachValue, quoted } from "./check.ts";

const META = /[\\^$.*+?{}()|[\]]/;
const PROGRAM = /[A-Za-z0-9?*+) ]\.(exe|dll|sys|ps1|bat|cmd|vbs|js|com|sh)(?![A-Za-z0-9])/;

function eachRegex(look: (source: string, flags: string) => string | undefined): Check["find"] {
  return eachValue(({ value, source }, { plan, field }) =>
    plan.kind === "regex" && !plan.expand && field !== null
      ? look(typeof value === "string" ? value : source, plan.flags)
      : undefined,
  );
}

function plainer(source: string, flags: string): string | undefined {
  const start = source.startsWith("^") ? 1 : 0;
  const end = source.endsWith("$") && !source.endsWith("\\$") ? source.length - 1 : source.length;
  const body = source.slice(start, Math.max(start, end));
  if (body === "" || META.test(body) || flags.includes("m")) return undefined;
  const search = start === 1 ? (end < source.length ? "" : "startswith") : end < source.length ? "endswith" : "contains";
  const modifiers = [search, flags.includes("i") ? "" : "cased"].filter((word) => word !== "").join("|");
  return `${modifiers === "" ? "a plain value" : modifiers} says the same, and is faster`;
}

/** Source with its bracketed classes blanked out, position by position, and with escaped characters as two blanks. */
function withoutClasses(source: string): string {
  let text = "";
  let inClass = false;
  for (let at = 0; at < source.length; at++) {
    const unit = source[at] as string;
    if (unit === "\\") {
      text += "  ";
      at++;
    } else if (inClass) {
      text += " ";
      inClass = unit !== "]";
    } else {
      inClass = unit === "[";
      text += inClass ? " " : unit;
    }
  }
  return text;
}

/** Regular expressions. They are looked for anywhere in the value, and are case-sensitive without `i`. */
export const REGEX_CHECKS: readonly Check[] = [
  {
    name: "regex-plain",
    severity: "hint",
    about: "The expression is plain text, so `contains`, `startswith` or `endswith` says the same and costs less.",
    example: "selection: {CommandLine|re: whoami}",
    find: eachRegex(plainer),
  },
  {
    name: "regex-open-end",
    severity: "hint",
    about: "The expression begins or ends with `.*`, which changes nothing: it is looked for anywhere in the value.",
    example: "selection: {CommandLine|re: '.*who(ami)?'}",
    find: eachRegex((source) => {
      const atStart = source.startsWith(".*");
      const atEnd = /(^|[^\\])(\\\\)*\.\*\??$/.test(source);
      return (atStart || atEnd) && source.length > 3 ? `".*" at the ${atStart ? "beginning" : "end"} changes nothing` : undefined;
    }),
  },
  {
    name: "regex-no-literal",
    severity: "hint",
    about: "No text can be seen that every match must hold, so the expression is tried on every event that has the field.",
    example: "selection: {CommandLine|re: '[0-9]{5,}'}",
    find: eachRegex((source) =>
      neededLiteral(source) === ""
        ? "no text can be seen that every match must hold: tried on every event that has the field"
        : undefined,
    ),
  },
  {
    name: "regex-inline-flags",
    severity: "hint",
    about: "Flags inside the expression, `(?i)`; the specification has the modifiers `re|i`, `re|m` and `re|s` for them.",
    example: "selection: {CommandLine|re: '(?i)who.?ami'}",
    find: eachRegex((source) => {
      const flags = /^\(\?([ims]+)\)/.exec(source)?.[1];
      return flags === undefined ? undefined : `re|${[...new Set(flags)].join("|")} is how Sigma writes (?${flags})`;
    }),
  },
  {
    name: "regex-dot-any",
    severity: "hint",
    about: "An unescaped dot before the ending of a program's name fits any character, not only a dot.",
    example: "selection: {Image|re: 'cmd[0-9]?.exe$'}",
    find: eachRegex((source) => {
      const plain = withoutClasses(source);
      const found = PROGRAM.exec(plain);
      return found === null ? undefined : `the dot before ${quoted(found[1] as string)} fits any character; "\\." is a dot`;
    }),
  },
  {
    name: "regex-path-class",
    severity: "warning",
    about:
      "A single backslash of a path stands before a letter that makes it a class or an assertion (`C:\\Windows`: `\\W`). In an expression a backslash is written `\\\\`.",
    example: "selection: {Image|re: '^C:\\Windows'}",
    find: eachRegex((source) => {
      const letter = /(?:^|[^\\])(?:\\\\)*[A-Za-z]:\\([dDwWsSbBA])/.exec(source)?.[1];
      return letter === undefined ? undefined : `"\\${letter}" is no backslash and "${letter}"; write "\\\\${letter}"`;
    }),
  },
];
