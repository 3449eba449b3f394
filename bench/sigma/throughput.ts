import { readFileSync } from "node:fs";
import { type Engine, openEngine, parseOnly } from "./engine.ts";

const WARM_ROUNDS = 3;

/**
 * Lines a second of the one thread that works, by its processor time, so that a shared machine does not count against it; and beside each,
 * measured next to it on the same lines, what JSON.parse alone does.
 */
export function throughput(recordedFile = "", warmUpFile = "", uniqueFile = ""): Record<string, number> {
  const engine = openEngine();
  return {
    ...recorded(engine, readFileSync(recordedFile)),
    ...unique(engine, readFileSync(warmUpFile), readFileSync(uniqueFile)),
  };
}

function recorded(engine: Engine, lane: Buffer): Record<string, number> {
  let hits = 0;
  const firstMs = cpuMs(() => {
    hits = engine.run(lane);
  });
  let lines = 0;
  parseOnly(lane); // warm-up, left out
  const rounds = Array.from({ length: WARM_ROUNDS }, () => {
    const parseMs = cpuMs(() => {
      lines = parseOnly(lane);
    });
    const warmMs = cpuMs(() => {
      if (engine.run(lane) !== hits) throw new Error("another number of hits in a later pass");
    });
    return { parseMs, warmMs };
  });
  const parseMs = median(rounds.map((round) => round.parseMs));
  return {
    lines,
    hits,
    bytes: lane.length,
    parseOnly: (lines / parseMs) * 1000,
    warm: (lines / median(rounds.map(({ warmMs }) => warmMs))) * 1000,
    first: (lines / firstMs) * 1000,
    warmRatio: median(rounds.map((round) => round.parseMs / round.warmMs)),
    firstRatio: parseMs / firstMs,
  };
}

function unique(engine: Engine, warmUp: Buffer, lane: Buffer): Record<string, number> {
  parseOnly(warmUp);
  engine.run(warmUp);
  let lines = 0;
  const parseMs = [0, 1, 2].map(() =>
    cpuMs(() => {
      lines = parseOnly(lane);
    }),
  );
  let hits = 0;
  const ms = cpuMs(() => {
    hits = engine.run(lane);
  });
  return {
    uniqueLines: lines,
    uniqueHits: hits,
    uniqueParseOnly: (lines / median(parseMs)) * 1000,
    unique: (lines / ms) * 1000,
    uniqueRatio: median(parseMs) / ms,
  };
}

function cpuMs(work: () => void): number {
  const before = process.threadCpuUsage();
  work();
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1000;
}

/** The middle of several numbers. */
export function median(values: readonly number[]): number {
  return values.toSorted((left, right) => left - right)[values.length >> 1] ?? Number.NaN;
}
