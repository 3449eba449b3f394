import { readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import type { LogSource } from "../../src/model/index.ts";
import { Recogniser } from "../../src/telemetry/formats.ts";
import { linesOf } from "../sigma/lane.ts";

/** Names that nothing in the recordings has: which line it is, and its log source as our reader tells it. */
export const LINE_FIELD = "lane_line";
export const LOGSOURCE_FIELDS = { product: "lane_product", category: "lane_category", service: "lane_service" } as const;
/** Stands where an event has no category or service, so that a peer that prunes by conflict prunes what names one. */
const NONE = "none";

const CONDITIONS = { readAtMs: 0, utcOffsetMinutes: 0, host: null, table: undefined };

export type PeerLane = { readonly file: string; readonly lines: number; readonly logsources: readonly LogSource[] };

/**
 * The lines of `recorded` with what peers need to do the same work: each event flat, under the names that our reader gives (Sigma's), with
 * its log source beside it. Everybody, we too, reads this file.
 */
export function peerLane(recorded: string, folder: string): PeerLane {
  const recogniser = new Recogniser();
  const logsources: LogSource[] = [];
  const lines: Buffer[] = [];
  for (const text of linesOf(readFileSync(recorded))) {
    const { outcome } = recogniser.recognise(text, CONDITIONS);
    if (outcome.kind !== "event") throw new Error(`a line of the lane is no event: ${text.slice(0, 200)}`);
    const { fields, logsource } = outcome.draft;
    lines.push(Buffer.from(`${JSON.stringify({ ...fields, [LINE_FIELD]: lines.length, ...tags(logsource) })}\n`));
    logsources.push(logsource);
  }
  const file = join(folder, `peers-${basename(recorded)}`);
  writeFileSync(file, Buffer.concat(lines));
  return { file, lines: lines.length, logsources };
}

function tags(logsource: LogSource): Record<string, string> {
  const parts = Object.entries(LOGSOURCE_FIELDS) as (readonly [keyof LogSource, string])[];
  return Object.fromEntries(parts.map(([part, field]) => [field, logsource[part] ?? NONE]));
}

/** The chosen lines of a lane as a file of their own; they keep their numbers. */
export function someLines(lane: PeerLane, isChosen: (line: number) => boolean, folder: string): string {
  const file = join(folder, "some.ndjson");
  let number = 0;
  const chosen: string[] = [];
  for (const line of linesOf(readFileSync(lane.file))) if (isChosen(number++)) chosen.push(`${line}\n`);
  writeFileSync(file, chosen.join(""));
  return file;
}
