/** Steps of one expression beyond which a rule is refused: what it costs to compile, and at most for each character that it is asked of. */
export const REGEX_STEPS_MAX = 10_000;
/** Steps of all expressions of one rule. */
export const RULE_STEPS_MAX = 500_000;

const COUNT = /\{([0-9]{1,4})(?:,([0-9]{0,4}))?\}/y;
/** What an escape takes besides its letter: \Q…\E, \p{…} and \x{…}. */
const LONG_ESCAPE = /\\(?:[pPx]\{[^}]*\}|x[0-9A-Fa-f]{2}|[^Q])/suy;
/** The first sign of a class may be its closing bracket; escapes and [:names:] hold others. */
const CLASS = /\[\^?\]?(?:\\.|\[:\^?[a-z]+:\]|[^\]\\])*\]/suy;

/** A group: steps of what is whole in it, and of its last part, which a repetition is about. */
type Group = { whole: number; last: number };

/**
 * About as many steps as the program of `source` (RE2 syntax) has: one for each character, class or sign, repeated as often as counts say. Never
 * throws; what cannot be read has some number too. Takes time in proportion to `source`.
 */
export function regexSteps(source: string): number {
  const open: Group[] = [];
  let group: Group = { whole: 0, last: 0 };
  const add = (steps: number): void => {
    group = { whole: group.whole + group.last, last: steps };
  };
  for (let at = 0; at < source.length; ) {
    const unit = source[at] as string;
    if (unit === "(") {
      open.push(group);
      group = { whole: 0, last: 0 };
    } else if (unit === ")") {
      const inner = group.whole + group.last + 2;
      group = open.pop() ?? { whole: 0, last: 0 };
      add(inner);
    } else if (unit === "*" || unit === "+" || unit === "?") group.last++;
    else if (unit === "{" && endOf(COUNT, source, at) > 0) group.last *= timesOf(source, at);
    else add(1);
    const end = endOf(unit === "{" ? COUNT : unit === "[" ? CLASS : LONG_ESCAPE, source, at);
    if (unit === "[" && end === 0) break; // a class without its end: the expression cannot be read
    at = Math.max(at + 1, end);
  }
  return [...open, group].reduce((sum, { whole, last }) => sum + whole + last, 0);
}

/** Where what `pattern` fits at `at` ends; 0 when it does not fit there. */
function endOf(pattern: RegExp, source: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(source) ? pattern.lastIndex : 0;
}

/** How often the count at `at` makes what is before it stand in the program. */
function timesOf(source: string, at: number): number {
  COUNT.lastIndex = at;
  const [, least = "1", most] = COUNT.exec(source) ?? [];
  return Math.max(1, Number(least), Number(most ?? 0));
}
