import { randomBytes } from "node:crypto";
import { on } from "node:events";
import { isMainThread, type MessagePort, parentPort, Worker, workerData } from "node:worker_threads";
import type { LoadOptions } from "../../detect/index.ts";
import { present } from "../../lib/index.ts";
import { loadRulesQuickly, type RuleCacheChoices } from "../rule-cache.ts";
import { readRuleFiles } from "../rule-files.ts";
import type { Hand } from "./in-order.ts";
import { createLaneEngine, type LaneEngine, takeGuarded } from "./lane-engine.ts";
import { type ChunkFindings, UNKNOWN_CHUNK } from "./lane-findings.ts";
import { numberingOf } from "./same-rules.ts";

/** Names our threads among others that may import this file. */
const ROLE = "meridian lane";

/** What a thread looks for, in what. */
export type LaneWork = {
  readonly rules: readonly string[];
  /** What `numberingOf` says of the rules at work. */
  readonly numbering: string;
  readonly load: LoadOptions;
  readonly cache: RuleCacheChoices;
  readonly format: string;
  readonly utcOffsetMinutes: number;
};

/** Whole lines in memory that threads share: the first `length` bytes. */
export type SharedLines = { readonly memory: SharedArrayBuffer; readonly length: number };

/** A thread that looks at lines. `close` ends it. */
export type LaneThread = Hand<SharedLines, ChunkFindings> & { readonly close: () => Promise<void> };

type Answer = { readonly findings?: ChunkFindings; readonly error?: unknown };

/** Starts a thread, which loads the rules for itself. */
export function startLaneThread(work: LaneWork): LaneThread {
  const thread = new Worker(new URL(import.meta.url), { workerData: { role: ROLE, work } });
  let waiting: { resolve: (findings: ChunkFindings) => void; reject: (error: unknown) => void } | undefined;
  let isClosed = false;
  const fail = (error: unknown) => waiting?.reject(error);
  thread.on("message", ({ findings, error }: Answer) => {
    const { resolve, reject } = present(waiting, "an answer has its question");
    waiting = undefined;
    if (findings === undefined) reject(error);
    else resolve(findings);
  });
  thread.on("error", fail);
  thread.on("exit", () => {
    if (!isClosed) fail(new Error("a thread that looks at lines ended"));
  });
  return {
    take: (lines) =>
      new Promise((resolve, reject) => {
        waiting = { resolve, reject };
        thread.postMessage(lines, []);
      }),
    close: async () => {
      isClosed = true;
      await thread.terminate();
    },
  };
}

/** Leaves every line to be read by the book. */
const BLIND: LaneEngine = { take: () => UNKNOWN_CHUNK };

async function engineOf({ rules, numbering, load, cache, format, utcOffsetMinutes }: LaneWork): Promise<LaneEngine> {
  const { files } = await readRuleFiles(rules);
  const { loaded } = await loadRulesQuickly(files, load, cache);
  // The files have changed since the others read them.
  if (numberingOf(loaded.rules) !== numbering) return BLIND;
  const seed = randomBytes(8).readBigUInt64LE();
  return present(
    createLaneEngine(loaded.rules, { format, utcOffsetMinutes, seed }),
    `${format} has a view, or no thread would be started`,
  );
}

async function serve(port: MessagePort, work: LaneWork): Promise<void> {
  let engine: LaneEngine | undefined;
  for await (const [lines] of on(port, "message")) {
    const { memory, length } = lines as SharedLines;
    try {
      engine ??= await engineOf(work);
    } catch (error) {
      port.postMessage({ error: error ?? "unknown" } satisfies Answer, []);
      continue;
    }
    const findings = takeGuarded(engine, new Uint8Array(memory, 0, length));
    if (findings.broke !== undefined) engine = BLIND; // what broke half-way is not asked again
    port.postMessage({ findings } satisfies Answer, []);
  }
}

const given = workerData as { readonly role?: string; readonly work?: LaneWork } | null;
if (!isMainThread && parentPort !== null && given?.role === ROLE)
  await serve(parentPort, present(given.work, "a thread is told its work"));
