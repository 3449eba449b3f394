import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { textOf } from "../../src/lib/index.ts";
import type { Position, SourceId } from "../../src/model/index.ts";
import {
  type Batch,
  type ExpandOptions,
  type Expansion,
  expandSources,
  type OpenOptions,
  openSource,
  parseSourceSpec,
  type SourceStream,
  type Wait,
} from "../../src/telemetry/io/index.ts";

/** A directory of its own for one test, removed afterwards. */
export async function scratch(context: TestContext): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), "meridian-sources-"));
  context.after(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

const TURNS_MAX = 50_000;

/** A clock that only moves when somebody waits; waiting takes one turn of the event loop and no time, but not for ever. */
export function quickTime(): { readonly now: () => number; readonly wait: Wait } {
  let ms = 1_000_000;
  let turns = 0;
  return {
    now: () => ms,
    wait: (span) =>
      new Promise((resolve, reject) => {
        ms += span;
        if (turns++ > TURNS_MAX) reject(new Error("waited in vain"));
        else setImmediate(resolve);
      }),
  };
}

export async function expand(paths: readonly string[], options: ExpandOptions = {}): Promise<Expansion> {
  const specs = paths.map((path) => {
    const spec = parseSourceSpec(path);
    if (!spec.ok) throw new Error(spec.fault.expected);
    return spec.value;
  });
  return expandSources(specs, options);
}

/** Opens every source that `paths` name, in order, until its end; what came of it. */
export async function readAll(paths: readonly string[], options: ExpandOptions = {}): Promise<Seen> {
  const { sources, problems, claims } = await expand(paths, options);
  const seen = new Seen();
  seen.problems.push(...problems.map(({ kind, reason }) => `${kind}: ${reason}`));
  for (const source of sources) {
    const stream = openSource(source, { follow: false, signal: new AbortController().signal, claims });
    for await (const batch of stream) seen.add(batch, stream);
  }
  return seen;
}

/** What a pipeline would have kept of the batches it was given. */
export class Seen {
  readonly lines: string[] = [];
  readonly problems: string[] = [];
  readonly ended: SourceId[] = [];
  readonly positions = new Map<SourceId, Position>();
  idle = 0;
  dropped = 0;

  add(batch: Batch, stream: SourceStream): void {
    for (const frame of batch.frames) {
      this.lines.push(`${textOf(frame.bytes)}`);
      this.positions.set(batch.source, stream.position(batch.source, frame.end));
    }
    this.problems.push(...batch.problems.map(({ kind, reason }) => `${kind}: ${reason}`));
    if (batch.ended) this.ended.push(batch.source);
    if (batch.idle) this.idle++;
    this.dropped += batch.dropped;
  }
}

/** A followed stream that a test pulls until it has seen what it waits for. */
export class Followed {
  readonly seen = new Seen();
  readonly stream: SourceStream;
  readonly #abort = new AbortController();
  readonly #batches: AsyncIterator<Batch>;

  constructor(expansion: Expansion, options: Partial<OpenOptions> = {}, index = 0) {
    const source = expansion.sources[index];
    if (source === undefined) throw new Error("no such source");
    this.stream = openSource(source, {
      follow: true,
      signal: this.#abort.signal,
      claims: expansion.claims,
      ...quickTime(),
      ...options,
    });
    this.#batches = this.stream[Symbol.asyncIterator]();
  }

  /** Pulls batches until `state` holds. */
  async until(state: (seen: Seen) => boolean): Promise<Seen> {
    while (!state(this.seen)) {
      const next = await this.#batches.next();
      if (next.done === true) throw new Error(`the stream ended with ${JSON.stringify(this.seen.lines)}`);
      this.seen.add(next.value, this.stream);
    }
    return this.seen;
  }

  /** Aborts and pulls what is left. */
  async stop(): Promise<Seen> {
    this.#abort.abort();
    for (;;) {
      const next = await this.#batches.next();
      if (next.done === true) return this.seen;
      this.seen.add(next.value, this.stream);
    }
  }
}
