import { ADDRESSES_MAX, PREFIXES_MAX } from "./sets.ts";

/** What nft said against a line. `missing`: the table or a set is gone; `full`: no more room; `other`: all else. */
export type Complaint = { readonly kind: "missing" | "full" | "other"; readonly reason: string };

const REASON_UNITS_MAX = 300;

/** Reads nft's error text, which echoes the line that it is about; undefined when there is none. */
export function readComplaint(text: string): Complaint | undefined {
  const said = /^.*?(?:Error|internal:0:0-0: Error): (.*)$/m.exec(text)?.[1] ?? text.trim().split("\n", 1)[0] ?? "";
  if (text.trim() === "") return undefined;
  const reason = said.slice(0, REASON_UNITS_MAX);
  if (/No such file or directory/.test(said)) return { kind: "missing", reason };
  if (/Too many open files in system/.test(said)) {
    return {
      kind: "full",
      reason: `the set is full: it holds at most ${ADDRESSES_MAX} addresses, or ${PREFIXES_MAX} prefixes of one length`,
    };
  }
  return { kind: "other", reason };
}
