import { readFileSync } from "node:fs";
import type { CompiledRule } from "../../../src/detect/sigma/index.ts";
import type { Event } from "../../../src/model/index.ts";
import { readAs } from "../../../src/telemetry/formats.ts";
import { plainText } from "../../../src/telemetry/plain-text.ts";
import { sharedData } from "../../support/shared-data.ts";
import { filesUnder, jsonDocuments, sigmaRules } from "../support.ts";
import { zipLines } from "../zip.ts";

/** All detection rules of SigmaHQ. */
export function compiledRules(): CompiledRule[] {
  return sigmaRules().rules.flatMap(({ detection }) => (detection === null ? [] : [detection]));
}

/** The event that the reader of `format` makes of a line; undefined when it makes none. */
export function eventOfLine(format: string, bytes: Uint8Array): Event | undefined {
  const conditions = { readAtMs: 0, utcOffsetMinutes: 0, host: null, table: undefined };
  const outcome = readAs(format, plainText(bytes) ?? "", conditions);
  return outcome?.kind === "event" ? { ...outcome.draft, records: [] } : undefined;
}

/** Lines of recorded attacks, every so many of each recording. */
export function recordedLines(stride: number, recordings: number): string[] {
  const zips = filesUnder(sharedData("otrf", "datasets", "atomic", "windows") as string, ".zip");
  return zips
    .filter((_, index) => index % Math.ceil(zips.length / recordings) === 0)
    .flatMap((path) => zipLines(path).filter((_, index) => index % stride === 0));
}

/** The events of the regression samples as evtx_dump writes them, one line each. */
export function regressionLines(): string[] {
  const root = sharedData("sigma", "regression_data") as string;
  return filesUnder(root, ".json").flatMap((path) =>
    jsonDocuments(readFileSync(path, "utf8")).map((text) => JSON.stringify(JSON.parse(text))),
  );
}
