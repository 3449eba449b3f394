import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { type LoadedRules, loadRules, type RuleDocument } from "../../src/detect/index.ts";
import { sha256 } from "../../src/ledger/io/index.ts";
import type { Event } from "../../src/model/index.ts";
import { createReader } from "../../src/telemetry/index.ts";
import { sharedData } from "../support/shared-data.ts";

export { sha256 };

/** Every file under `folder` whose name ends in `ending`, sorted. */
export function filesUnder(folder: string, ending: string): string[] {
  const found: string[] = [];
  for (const name of readdirSync(folder).sort()) {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) found.push(...filesUnder(path, ending));
    else if (name.endsWith(ending)) found.push(path);
  }
  return found;
}

/** The rule files of SigmaHQ: every folder whose name starts with "rules". */
function sigmaDocuments(): RuleDocument[] {
  const root = sharedData("sigma") as string;
  const folders = readdirSync(root).filter((name) => name.startsWith("rules"));
  return folders.flatMap((folder) => filesUnder(join(root, folder), ".yml")).map((path) => ({ path, bytes: readFileSync(path) }));
}

let loaded: LoadedRules | undefined;

/** All of SigmaHQ, loaded once for all tests of a file. */
export function sigmaRules(): LoadedRules {
  loaded ??= loadRules(sigmaDocuments(), sha256);
  return loaded;
}

/** The events of pieces of text, each one record, through the telemetry room's own reader. */
export function eventsOf(pieces: readonly string[]): Event[] {
  const salt = (count: number): Uint8Array => new Uint8Array(count);
  const reader = createReader({ source: "test", utcOffsetMinutes: 0, sha256, randomBytes: salt });
  const events: Event[] = [];
  let offset = 0;
  for (const piece of pieces) {
    const bytes = new TextEncoder().encode(piece);
    offset += bytes.length + 1;
    for (const unit of reader.read({ bytes, offset: offset - bytes.length - 1, lines: 1, end: { offset, mode: "line" } }, 0))
      events.push(...unit.events);
  }
  for (const unit of reader.flush(0)) events.push(...unit.events);
  return events;
}

/** Cuts concatenated JSON objects apart at the braces that close a line, as evtx_dump prints them. */
export function jsonDocuments(text: string): string[] {
  const documents: string[] = [];
  let open: string[] = [];
  for (const line of text.split(/\r?\n/)) {
    if (line.trim() !== "" || open.length > 0) open.push(line);
    if (line === "}" || (open.length === 1 && line.endsWith("}"))) {
      documents.push(open.join("\n"));
      open = [];
    }
  }
  if (open.join("").trim() !== "") documents.push(open.join("\n"));
  return documents;
}
