import { checkpoint } from "./checkpoint.ts";
import { dsse } from "./dsse.ts";
import type { Exporter, ExportSource } from "./source.ts";
import { timeStamp } from "./time-stamp.ts";
import { tlogProof } from "./tlog-proof.ts";

/** Every format, one file each. Another one (a COSE receipt, CASE/UCO) is a file and a line here. */
const EXPORTERS: readonly Exporter[] = [dsse, tlogProof, checkpoint, timeStamp];

/** The files that the formats make of an entry; a format that has nothing to say of it makes none. */
export function exportEntry(source: ExportSource, exporters: readonly Exporter[] = EXPORTERS): ReadonlyMap<string, Uint8Array> {
  return new Map(exporters.flatMap(({ files }) => [...files(source)]));
}
