import assert from "node:assert/strict";
import { test } from "node:test";
import type { Digest } from "../model/index.ts";
import { type Ending, endingOf } from "./watch-ending.ts";

type Source = Ending["result"]["coverage"]["sources"][number];

const source = (id: string, state: Source["state"]): Source => ({ id, state, reason: null, lines: 0 });

type Case = Partial<Omit<Ending, "result">> & {
  readonly states?: readonly Source[];
  readonly evaluated?: number;
  readonly rejected?: number;
  readonly detections?: number;
};

function ending({ states = [], evaluated = 0, rejected = 0, detections = 0, ...asked }: Case): Ending {
  const accounting = { linesIn: evaluated + rejected, evaluated, rejected, dropped: 0 };
  const coverage: Ending["result"]["coverage"] = {
    startedAt: "2026-11-23T00:00:00.000Z",
    endedAt: "2026-11-23T00:00:01.000Z",
    rules: { set: "0".repeat(64) as Digest, applied: 1, refused: [] },
    sources: states,
    absent: [],
    uncovered: [],
    degraded: [],
    accounting,
  };
  const result = { coverage, detections };
  return { opened: [], sources: ["a.log"], isFollowing: false, isStopped: false, isReloaded: false, ...asked, result };
}

const BAD = "nothing could be read: no source is readable, so that nothing found says nothing";
const REJECTED = "nothing could be read: every line was rejected, so that nothing found says nothing";
const CUT = "stopped before the end, so that nothing found says nothing about the rest";

const CASES: readonly (readonly [string, Case, { readonly code: number; readonly say?: string }])[] = [
  ["a file that was read", { opened: ["a"], states: [source("a", "read")], evaluated: 1 }, { code: 0 }],
  ["a finding", { opened: ["a"], states: [source("a", "read")], evaluated: 1, detections: 1, isStopped: true }, { code: 1 }],
  ["an empty file", { opened: ["a"] }, { code: 0 }],
  ["a host that nobody knows", { opened: ["s"], states: [source("s", "unreadable")] }, { code: 3, say: BAD }],
  ["nothing to open and a bad file", { states: [source("b", "unsupported")] }, { code: 3, say: BAD }],
  [
    "two sources, both bad when they were opened",
    { opened: ["a", "s"], states: [source("a", "unreadable"), source("s", "unreadable")] },
    { code: 3, say: BAD },
  ],
  ["a bad source beside an empty one", { opened: ["a", "s"], states: [source("s", "unreadable")] }, { code: 0 }],
  [
    "a source that broke after lines were read",
    { opened: ["a"], states: [source("a", "unreadable")], evaluated: 4 },
    { code: 0 },
  ],
  [
    "lines of which none could be read",
    { opened: ["a"], states: [source("a", "read")], rejected: 2 },
    { code: 3, say: REJECTED },
  ],
  ["rejected lines after other rules took over", { opened: ["a"], rejected: 2, isReloaded: true }, { code: 0 }],
  ["a stop while a file is read", { opened: ["a"], evaluated: 4, isStopped: true }, { code: 3, say: CUT }],
  ["a stop while a file is followed", { opened: ["a"], evaluated: 4, isStopped: true, isFollowing: true }, { code: 0 }],
  ["a stop of what has no end", { opened: ["s"], sources: ["syslog://[::1]:5514"], evaluated: 4, isStopped: true }, { code: 0 }],
];

for (const [name, given, wanted] of CASES) {
  test(`${name} ends a watch with ${wanted.code}`, () => assert.deepEqual(endingOf(ending(given)), wanted));
}
