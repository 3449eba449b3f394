import type { StatementOf } from "../statement.ts";

/** What bag-info.txt says; all but the software follows from the statements and the files. */
export type BagInfo = {
  readonly party: StatementOf<"party">;
  readonly opened: StatementOf<"case">;
  readonly published: StatementOf<"published">["predicate"];
  readonly ledger: string;
  readonly payload: { readonly bytes: number; readonly files: number };
  readonly software: string;
};

/** The sentence that a recorded exercise carries wherever a person may look. */
export const EXERCISE_LABEL = "Recorded exercise with invented parties.";

/** The text of bag-info.txt (RFC 8493 §2.2.2; the one form of spec/dossier.md §Tag files). */
export function formatBagInfo({ party, opened, published, ledger, payload, software }: BagInfo): string {
  const lines: (readonly [string, string | number])[] = [
    ["Source-Organization", party.predicate.party.name],
    ["External-Identifier", opened.predicate.case],
    ["External-Description", opened.predicate.title],
    ["Bagging-Date", published.publishedAt.slice(0, 10)],
    ["Payload-Oxum", `${payload.bytes}.${payload.files}`],
    ["Bag-Software-Agent", software],
    ["Meridian-Ledger", ledger],
    ["Meridian-Ledger-Size", published.ledgerSize],
    ["Meridian-Audience", published.audience],
    ["Meridian-TLP", published.tlp],
  ];
  if (party.predicate.exercise) lines.push(["Meridian-Exercise", EXERCISE_LABEL]);
  return lines.map(([name, value]) => `${name}: ${oneLine(String(value))}\n`).join("");
}

function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]+/gu, " ").trim();
}
