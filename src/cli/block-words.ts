import { userInfo } from "node:os";
import { formatTarget, parseTarget } from "../app/index.ts";
import { Failure, tableOf } from "../lib/index.ts";
import type { Measure, RecordName, Target, TargetKind } from "../model/index.ts";

const DURATION = /^([0-9]{1,6})([smhdw])$/;
const UNIT_MS: ReadonlyMap<string, number> = tableOf({ s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 });

/** `--for`: such as 90m or 2d. Gives milliseconds. Throws CLI_USAGE. */
export function parseFor(text: string): number {
  const [, amount, unit] = DURATION.exec(text) ?? [];
  const ms = Number(amount) * (UNIT_MS.get(unit ?? "") ?? 0);
  if (!(ms > 0)) throw new Failure("CLI_USAGE", `expected --for such as 90m, 1h or 2d, got ${JSON.stringify(text)}`);
  return ms;
}

const RECORD = /^[0-9a-f]{64}$/;

/** `--evidence`, which may be repeated. Throws CLI_USAGE. */
export function collectRecord(text: string, before: readonly RecordName[] = []): readonly RecordName[] {
  if (!RECORD.test(text))
    throw new Failure(
      "CLI_USAGE",
      `expected --evidence RECORD of 64 lower-case hexadecimal digits, got ${JSON.stringify(text.slice(0, 200))}`,
    );
  return [...before, text as RecordName];
}

/** What is done to a target of each kind when nobody says otherwise. */
const MEASURE_OF: Readonly<Record<TargetKind, Measure>> = {
  address: "block",
  prefix: "block",
  account: "lock-account",
  session: "end-session",
  process: "stop-process",
  host: "quarantine",
};

/** Measures that end by themselves, so that they need --for. */
const ENDING: ReadonlySet<Measure> = new Set(["block", "quarantine", "lock-account"]);

/** Targets of one measure, in the order named. */
export type Batch = { readonly measure: Measure; readonly durationMs: number | null; readonly targets: readonly string[] };

/** What a person may choose for accounts by `--measure`. */
const ACCOUNT_MEASURES = ["lock-account", "end-session"] as const;
export type AccountMeasure = (typeof ACCOUNT_MEASURES)[number];

/** `--measure`: what is done to the accounts that are named. Throws CLI_USAGE. */
export function parseAccountMeasure(text: string): AccountMeasure {
  const measure = ACCOUNT_MEASURES.find((known) => known === text);
  if (measure !== undefined) return measure;
  throw new Failure(
    "CLI_USAGE",
    `expected --measure ${ACCOUNT_MEASURES.join(" or ")}, got ${JSON.stringify(text.slice(0, 200))}`,
  );
}

/**
 * Sorts targets by what is done to their kind, each once; `accounts` says what is done to accounts, and then nothing else may be named.
 * Throws CLI_USAGE for what is no target, and where an end is missing.
 */
export function batchesOf(texts: readonly string[], durationMs: number | null, accounts?: AccountMeasure): readonly Batch[] {
  const byMeasure = new Map<Measure, Map<string, Target>>();
  for (const text of texts) {
    const target = targetOf(text);
    if (accounts !== undefined && target.kind !== "account")
      throw new Failure("CLI_USAGE", `expected accounts only beside --measure, got ${formatTarget(target)}`);
    const measure = accounts ?? MEASURE_OF[target.kind];
    const known = byMeasure.get(measure) ?? new Map<string, Target>();
    byMeasure.set(measure, known.set(formatTarget(target), target));
  }
  return [...byMeasure].map(([measure, targets]) => {
    const ends = ENDING.has(measure);
    if (ends && durationMs === null)
      throw new Failure("CLI_USAGE", `expected --for DURATION, such as --for 1h: nothing is held for ever`);
    return { measure, durationMs: ends ? durationMs : null, targets: [...targets.keys()] };
  });
}

/** One target as people write it. Throws CLI_USAGE. */
export function targetOf(text: string): Target {
  const read = parseTarget(text);
  if (read.ok) return read.value;
  throw new Failure("CLI_USAGE", `expected ${read.fault.expected}, got ${JSON.stringify(text.slice(0, 200))}`);
}

/** The targets of a list: one a line, "#" begins a remark. Throws CLI_USAGE with the line. */
export function readTargetList(text: string, path: string): readonly string[] {
  return text.split("\n").flatMap((raw, index) => {
    const line = raw.replace(/#.*/, "").trim();
    if (line === "") return [];
    const read = parseTarget(line);
    if (!read.ok)
      throw new Failure(
        "CLI_USAGE",
        `${path}, line ${index + 1}: expected ${read.fault.expected}, got ${JSON.stringify(line.slice(0, 200))}`,
      );
    return [line];
  });
}

/** Who orders: `--person`, else the account that runs this. */
export function orderedBy(person: string | undefined): string {
  return person ?? userInfo().username;
}
