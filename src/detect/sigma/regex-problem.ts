/** What expressions of other engines hold, as the library words it, and why it is not to be had. */
const KNOWN: readonly (readonly [found: RegExp, why: string])[] = [
  [/`\(\?<?[=!]/, "look-around cannot be matched in linear time"],
  [/invalid escape sequence: `\\[1-9k]/, "back-references cannot be matched in linear time"],
  [
    /`\(\?>|nested repetition operator: `[*+?}]\+`/,
    "atomic groups and possessive counts are not in RE2, and not needed in linear time",
  ],
  [/invalid repeat count/, "at most 1000 times, counts within counts together"],
];

/** Says why an expression cannot be read, from the words of the library. */
export function sayRegexProblem(message: string): string {
  const words = message.replace(/^error parsing regexp: /, "");
  const why = KNOWN.find(([found]) => found.test(words))?.[1];
  return why === undefined ? words : `${words}; ${why}`;
}
