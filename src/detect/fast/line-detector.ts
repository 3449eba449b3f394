import type { Event, LineView } from "../../model/index.ts";
import type { CompiledRule } from "../sigma/compile.ts";
import { createMatcher, type Hit } from "../sigma/matcher.ts";
import { createRuleJudge } from "./rule-judge.ts";
import { createScanner, type HandedLine, type Scanned, type Scanner, type ScannerOptions } from "./scanner.ts";

export type LineDetectorOptions = {
  /** The local zone of the time modifiers, minutes east of UTC. */
  readonly utcOffsetMinutes: number;
  /** Reads a line in full, as a line of the view's format; undefined when it gives no event. */
  readonly readLine: (bytes: Uint8Array) => Event | undefined;
  /** Undefined: every line is read in full. */
  readonly scanner: ScannerOptions | undefined;
};

/** A line on which rules fired: where it stands in the bytes given, its event, and the rules. */
export type FiredLine = { readonly start: number; readonly end: number; readonly event: Event; readonly hits: readonly Hit[] };

/** `consumed`: bytes up to the end of the last whole line; `read`: lines that were read in full. */
export type Detected = { readonly consumed: number; readonly read: number; readonly fired: readonly FiredLine[] };

/** Rules at work on lines of one format. What it finds is what reading every line in full would find. */
export type LineDetector = {
  /** Looks at whole lines; the last one need not end with a newline when `isLast`. */
  readonly observe: (bytes: Uint8Array, isLast: boolean) => Detected;
};

/** Makes one. Where the host has no WebAssembly with SIMD, or without scanner options, each line is read in full. */
export function createLineDetector(rules: readonly CompiledRule[], view: LineView, options: LineDetectorOptions): LineDetector {
  const { utcOffsetMinutes, readLine } = options;
  const matcher = createMatcher(rules, utcOffsetMinutes);
  const scanner: Pick<Scanner, "scan"> | undefined =
    options.scanner === undefined
      ? undefined
      : createScanner((module) => createRuleJudge(rules, view, { utcOffsetMinutes, module }), options.scanner);
  const scan = (bytes: Uint8Array, isLast: boolean): Scanned => scanner?.scan(bytes, isLast) ?? everyLine(bytes, isLast);
  return {
    observe: (bytes, isLast) => {
      const { consumed, handed } = scan(bytes, isLast);
      const fired = handed.flatMap(({ start, end, among }): FiredLine[] => {
        const event = readLine(bytes.subarray(start, end));
        const hits = event === undefined ? [] : matcher.match(event, among);
        return event === undefined || hits.length === 0 ? [] : [{ start, end, event, hits }];
      });
      return { consumed, read: handed.length, fired };
    },
  };
}

const NEWLINE = 0x0a;

/** Hands over every line. */
function everyLine(bytes: Uint8Array, isLast: boolean): Scanned {
  const handed: HandedLine[] = [];
  let start = 0;
  while (start < bytes.length) {
    const newline = bytes.indexOf(NEWLINE, start);
    if (newline < 0 && !isLast) break;
    const end = newline < 0 ? bytes.length : newline;
    handed.push({ start, end, why: "not vouched for" });
    start = end + 1;
  }
  return { consumed: Math.min(start, bytes.length), handed };
}
