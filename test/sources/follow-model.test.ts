import assert from "node:assert/strict";
import { appendFile, mkdtemp, rename, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import type { Position, SourceId } from "../../src/model/index.ts";
import { expand, Followed } from "./support.ts";

type Step =
  | { readonly kind: "append"; readonly lines: number }
  | { readonly kind: "half" }
  | { readonly kind: "rotate" }
  | { readonly kind: "drain" }
  | { readonly kind: "kill" };

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("append" as const), lines: fc.integer({ min: 1, max: 5 }) }) },
  { weight: 2, arbitrary: fc.constant({ kind: "half" as const }) },
  { weight: 2, arbitrary: fc.constant({ kind: "rotate" as const }) },
  { weight: 2, arbitrary: fc.constant({ kind: "drain" as const }) },
  { weight: 2, arbitrary: fc.constant({ kind: "kill" as const }) },
);

/** A log that is written, rotated and followed by processes that are killed; what must come out of it is known. */
class World {
  readonly directory: string;
  readonly path: string;
  /** Every piece of text written so far, as the records it must become; the last may still be without its newline. */
  readonly expected: string[] = [];
  readonly got: string[] = [];
  #half = false;
  #written = 0;
  #rotations = 0;
  #positions: ReadonlyMap<SourceId, Position> = new Map();
  #running: Followed[] = [];

  constructor(directory: string) {
    this.directory = directory;
    this.path = join(directory, "app.log");
  }

  async start(): Promise<void> {
    const expansion = await expand([this.path], { follow: true, positions: this.#positions });
    this.#running = expansion.sources.map((_, index) => new Followed(expansion, {}, index));
  }

  async append(lines: number): Promise<void> {
    for (let index = 0; index < lines; index++) {
      const text = `line ${this.#written++} of the log`;
      if (this.#half) this.expected[this.expected.length - 1] += text;
      else this.expected.push(text);
      this.#half = false;
      await appendFile(this.path, `${text}\n`);
    }
  }

  async half(): Promise<void> {
    if (this.#half) return;
    this.#half = true;
    this.expected.push(`begun ${this.#written++} and `);
    await appendFile(this.path, this.expected.at(-1) ?? "");
  }

  async rotate(): Promise<void> {
    for (let number = this.#rotations++; number > 0; number--)
      await rename(`${this.path}.${number}`, `${this.path}.${number + 1}`);
    await rename(this.path, `${this.path}.1`);
    await writeFile(this.path, "");
    this.#half = false;
    await this.append(1);
  }

  /** Reads until every whole line has come. */
  async drain(): Promise<void> {
    const whole = this.expected.length - (this.#half ? 1 : 0);
    for (const followed of this.#running) {
      const rest = () => this.#seen().length + this.got.length;
      await followed.until(({ ended }) => rest() >= whole || (ended.length > 0 && followed !== this.#running.at(-1)));
    }
  }

  /** Stops without a goodbye: what was given out with a position is kept, the rest is read again. */
  async kill(): Promise<void> {
    const kept = this.#running.map(({ seen }) => ({ lines: [...seen.lines], positions: [...seen.positions] }));
    this.#positions = new Map([...this.#positions, ...kept.flatMap(({ positions }) => positions)]);
    this.got.push(...kept.flatMap(({ lines }) => lines));
    for (const followed of this.#running) await followed.stop();
    await this.start();
  }

  #seen(): string[] {
    return this.#running.flatMap(({ seen }) => seen.lines);
  }

  async finish(): Promise<void> {
    if (this.#half) await this.append(1);
    await this.drain();
    const all = [...this.got, ...this.#seen()];
    for (const followed of this.#running) await followed.stop();
    assert.deepEqual(all, this.expected);
  }
}

test("written, rotated, followed and killed in any order, a log loses and repeats no line", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 14 }), async (steps) => {
      const directory = await mkdtemp(join(tmpdir(), "meridian-model-"));
      try {
        const world = new World(directory);
        await world.append(1); // what was never read has no position, and is not looked for under another name
        await world.start();
        await world.drain();
        for (const { kind, ...rest } of steps) await world[kind]("lines" in rest ? rest.lines : 0);
        await world.finish();
        assert.ok((await stat(directory)).isDirectory());
      } finally {
        await rm(directory, { recursive: true, force: true });
      }
    }),
    { numRuns: 60, endOnFailure: true },
  );
});
