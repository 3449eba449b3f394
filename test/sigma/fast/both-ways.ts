import assert from "node:assert/strict";
import { createLineDetector } from "../../../src/detect/fast/line-detector.ts";
import type { ScannerOptions } from "../../../src/detect/fast/scanner.ts";
import { createMatcher } from "../../../src/detect/sigma/index.ts";
import { lineView } from "../../../src/telemetry/index.ts";
import { load } from "../one-rule.ts";
import { eventOfLine } from "./lines.ts";

/** Holds what a scanner finds in lines, one after the other, to what reading each line finds; counts over all calls. */
export class BothWays {
  readonly #scanner: ScannerOptions;
  readonly #format: string;
  lines = 0;
  read = 0;
  withHits = 0;

  constructor(scanner: ScannerOptions, format = "windows-flat-json") {
    this.#scanner = scanner;
    this.#format = format;
  }

  /** `texts` are rules without an id; `lines` are of the format, flat Windows events unless another was named. */
  compare(texts: readonly string[], lines: readonly string[]): void {
    this.compareBytes(
      texts,
      lines.map((line) => new TextEncoder().encode(line)),
    );
  }

  /** The same of lines that may be no UTF-8. */
  compareBytes(texts: readonly string[], lines: readonly Uint8Array[]): void {
    const { rules } = load(...texts.map((text, index) => `id: rule-${index}\n${text}`));
    const compiled = rules.flatMap(({ detection }) => (detection === null ? [] : [detection]));
    const view = lineView(this.#format);
    assert.ok(view !== undefined);
    const matcher = createMatcher(compiled, 0);
    const readLine = (bytes: Uint8Array): ReturnType<typeof eventOfLine> => eventOfLine(this.#format, bytes);
    const detector = createLineDetector(compiled, view, { utcOffsetMinutes: 0, readLine, scanner: this.#scanner });
    for (const bytes of lines) {
      const event = readLine(bytes);
      const expected = event === undefined ? [] : matcher.match(event).map((hit) => hit.rule.ref.id);
      const { fired, read } = detector.observe(bytes, true);
      assert.deepEqual(
        fired.flatMap(({ hits }) => hits.map((hit) => hit.rule.ref.id)),
        expected,
        Buffer.from(bytes).toString(),
      );
      this.lines++;
      this.read += read;
      if (expected.length > 0) this.withHits++;
    }
  }

  toString(): string {
    return `${this.lines} lines, ${this.withHits} with hits, ${this.read} read in full`;
  }
}
