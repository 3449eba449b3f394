import type { RuleSet } from "../app/index.ts";
import { printable } from "./paint.ts";

const NOTES_MAX = 20;

/** Says on standard error that documents are refused, the first with its reason, and who tells all: a count alone helps nobody to mend them. */
export function sayRefused({ loaded: { refused } }: RuleSet): void {
  const [first] = refused;
  if (first === undefined) return;
  const { path, line, column, reason, detail } = first;
  const many = refused.length === 1 ? "a rule is refused" : `${refused.length} rules are refused, the first`;
  process.stderr.write(
    `meridian: ${printable(`${many}: ${path}:${line}:${column}: ${reason}: ${detail}`)}; meridian rules check tells all\n`,
  );
}

/** Says on standard error what is to be said of documents that are used, such as a filter that names a rule which is not there; each note once. */
export function sayNotes({ loaded: { notes } }: RuleSet, said: Set<string>): void {
  const lines = notes.map(
    ({ path, line, column, title, reason, detail }) =>
      `note: ${path}:${line}:${column}: ${title ?? "untitled"}: ${reason}: ${detail}`,
  );
  const fresh = [...new Set(lines)].filter((line) => !said.has(line));
  for (const line of fresh) said.add(line);
  const more = fresh.length > NOTES_MAX ? [`note: ${fresh.length - NOTES_MAX} more notes on rules, filters and pipelines`] : [];
  for (const line of [...fresh.slice(0, NOTES_MAX), ...more]) process.stderr.write(`meridian: ${printable(line)}\n`);
}
