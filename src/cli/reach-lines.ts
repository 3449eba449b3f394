import type { NodeReach } from "../app/index.ts";
import { printable } from "./paint.ts";

const SHOWN_MAX = 20;

/** What an erasure takes and leaves, in lines for people. */
export function reachLines(reach: Omit<NodeReach, "dossiers"> & Partial<NodeReach>): readonly string[] {
  const sum = (part: "records" | "erased" | "cited" | "held") => reach.segments.reduce((total, one) => total + one[part], 0);
  const lines = [
    `erases   ${sum("erased")} of ${sum("records")} records in ${reach.segments.length} segments, with their salts and readings`,
    `         ${reach.entries.length} entries, with their envelopes and salts${listed(reach.entries.map(String))}`,
    `         ${reach.deadLetters} dead letters`,
    `keeps    ${sum("cited")} records that findings cite, ${sum("held")} under hold, and every leaf, root and proof`,
  ];
  for (const { what, why } of reach.spared.slice(0, SHOWN_MAX)) lines.push(`spares   ${what}: ${printable(why)}`);
  if (reach.spared.length > SHOWN_MAX) lines.push(`         and ${reach.spared.length - SHOWN_MAX} more`);
  for (const folder of reach.dossiers ?? [])
    lines.push(`leaves   a copy in ${printable(folder)}: remove it yourself if it must go`);
  for (const place of reach.outOfReach) lines.push(`leaves   ${place}`);
  return lines;
}

function listed(items: readonly string[]): string {
  if (items.length === 0) return "";
  return `: ${items.slice(0, SHOWN_MAX).join(", ")}${items.length > SHOWN_MAX ? " …" : ""}`;
}
