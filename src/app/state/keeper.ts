import { stat } from "node:fs/promises";
import { join } from "node:path";
import type { SealedSegment, Sealer } from "../../ledger/index.ts";
import { type Checked, type Clock, explainError, no, writeDurably, yes } from "../../lib/index.ts";
import { type EvidenceRecord, type RecordName, recordName } from "../../model/index.ts";
import type { Node } from "../node.ts";
import { REPLAY_SEGMENTS_MAX, type Replay, replayBehind, replayWindow } from "../restart.ts";
import { ENGINE, type RuleSet } from "../rule-set.ts";
import type { Gate } from "../rules/gate.ts";
import { formatState, type KeptState, parseState, type SealedPlace, STATE_BYTES_MAX } from "./state-file.ts";

/** Where the state of correlations is kept, in the data directory. */
export const STATE_PATH = "correlations.state";

/** How correlations outlast a run. */
export type Keeping = {
  /** Their state is kept after so many records, or so long, whichever comes first. */
  readonly everyRecords: number;
  readonly everyMs: number;
  /** Without a state that can be used, at most so many segments are counted again. */
  readonly replaySegmentsMax: number;
  /** A state behind which more segments were sealed is too old. */
  readonly behindSegmentsMax: number;
};

const KEEPING: Keeping = {
  everyRecords: 250_000,
  everyMs: 300_000,
  replaySegmentsMax: REPLAY_SEGMENTS_MAX,
  behindSegmentsMax: 2_000,
};
/** The pause after keeping is this many times as long as what it took: events wait for at most one part in a hundred of the time. */
const REST_TIMES = 100;

export type KeeperOptions = {
  readonly node: Node;
  readonly gate: Gate;
  readonly rules: () => RuleSet;
  readonly sealer: Sealer;
  readonly clock: Clock;
  /** Told why a state is not used or could not be kept. */
  readonly say: (what: string) => void;
  readonly keeping?: Keeping;
};

/**
 * Keeps what correlations have counted in a file beside the ledger, each time of a moment that is exactly the end of a segment. A process that
 * was killed takes it from there, observes again what was sealed since, and reads on: no alert is lost and none is raised twice.
 */
export class StateKeeper {
  readonly #options: KeeperOptions;
  #records = 0;
  #keptAtMs: number;
  #restMs = 0;
  /** Segments that the file tells of. */
  #kept = -1;
  #writing: Promise<void> | undefined;
  #written: Promise<void> = Promise.resolve();
  #failure: unknown;

  constructor(options: KeeperOptions) {
    this.#options = options;
    this.#keptAtMs = options.clock();
  }

  /** Brings correlations to where they were, before the first event and with the gate closed. */
  async bringBack(): Promise<void> {
    const { node, rules, say, keeping = KEEPING } = this.#options;
    const { detector, windowMs } = rules();
    if (windowMs === 0) return;
    const { sealer } = this.#options;
    const replay: Replay = { ledger: node.ledger, detector, know: (record, place) => sealer.know(record, place) };
    const kept = await this.#restored();
    if (kept.ok) {
      await replayBehind(replay, kept.value);
      if (kept.value === node.ledger.segmentCount) {
        this.#kept = kept.value;
        return;
      }
    } else {
      if (kept.fault.why !== null)
        say(`the kept state of correlations is not used: ${kept.fault.why}; the newest sealed records are counted again instead`);
      await replayWindow(replay, { windowMs, segmentsMax: keeping.replaySegmentsMax });
    }
    await this.keepNow();
  }

  /** Hears of a segment that is durable, and keeps the state when it is time. */
  sealed({ predicate }: SealedSegment): void {
    const { clock, keeping = KEEPING } = this.#options;
    this.#records += predicate.records;
    const sinceMs = clock() - this.#keptAtMs;
    const isDue = this.#records >= keeping.everyRecords || sinceMs >= keeping.everyMs;
    if (isDue && sinceMs >= this.#restMs && this.#writing === undefined) this.#begin();
  }

  /** Keeps the state of now; the gate is closed by the caller. */
  async keepNow(): Promise<void> {
    if (this.#options.rules().windowMs > 0) this.#write(this.#take());
    await this.#written;
  }

  /** Waits for what is being kept; throws what stopped sealing meanwhile. */
  async idle(): Promise<void> {
    await this.#writing;
    if (this.#failure !== undefined) throw this.#failure;
  }

  /** Keeps the state at the end of a run, when anything was sealed since it was kept. */
  async finish(): Promise<void> {
    await this.idle();
    const { node, rules, gate } = this.#options;
    const isNew = this.#kept >= 0 && this.#kept !== node.ledger.segmentCount;
    if (isNew && rules().windowMs > 0) await gate.closeFor(() => this.keepNow());
  }

  #begin(): void {
    this.#writing = this.#keepBetween()
      .catch((error: unknown) => {
        this.#failure ??= error;
      })
      .finally(() => {
        this.#writing = undefined;
      });
  }

  /** The gate is closed only while the state is taken: the disk is waited for when it is open again. */
  async #keepBetween(): Promise<void> {
    await this.#options.gate.closeFor(async () => {
      if (this.#options.rules().windowMs > 0) this.#write(this.#take());
    });
    await this.#written;
  }

  /** One after the other, in the order in which states were taken. */
  #write(taken: Taken): void {
    this.#written = this.#written.then(() => this.#writeOne(taken));
    // Whoever waits hears of it; until then it is no failure that nobody looks at.
    this.#written.catch(() => undefined);
  }

  /** The state of now, with all that was observed so far in closed segments. */
  #take(): Taken {
    const { clock, rules, node, sealer } = this.#options;
    const { detector, facts } = rules();
    const fromMs = clock();
    const durable = sealer.seal();
    // Whoever writes waits for it; a failure before that must not be one that nobody looks at.
    durable.catch(() => undefined);
    const body = detector.snapshot();
    const places = placesOf(detector.records(), sealer);
    this.#records = 0;
    this.#keptAtMs = clock();
    this.#restMs = REST_TIMES * (this.#keptAtMs - fromMs);
    return {
      durable,
      state: { origin: node.ledger.origin, engine: ENGINE, rules: facts.set, segments: sealer.segments, places, body },
    };
  }

  async #writeOne({ durable, state }: Taken): Promise<void> {
    const { node, say } = this.#options;
    await durable;
    const { index, name } = await node.ledger.entry(node.ledger.size - 1);
    const bytes = formatState({ ...state, entry: { index, name } });
    this.#kept = state.segments;
    if (bytes.length > STATE_BYTES_MAX) {
      say(`the state of correlations is not kept: it has ${bytes.length} bytes, more than ${STATE_BYTES_MAX}`);
      return;
    }
    try {
      await writeDurably(node.files, STATE_PATH, bytes, "private");
    } catch (error) {
      say(`the state of correlations could not be kept: ${explainError(error)}`);
    }
  }

  /** Takes the kept state into the detector; gives how many segments it tells of. */
  async #restored(): Promise<Checked<number, Unused>> {
    const { node, rules, sealer, keeping = KEEPING } = this.#options;
    const read = await readKeptState(node);
    if (read === undefined) return unused(null);
    if (!read.ok) return read;
    const state = read.value;
    const { detector, facts } = rules();
    if (state.rules !== facts.set) return unused("it is of other rules");
    const stale = await whyStale(node, state, keeping);
    if (stale !== null) return unused(stale);
    if (!detector.restore(state.body).ok) return unused("it is damaged or of another version of this program");
    for (const record of detector.records()) {
      const place = state.places.get(recordName(record.commitment));
      if (place !== undefined) sealer.know(record, { segment: node.ledger.segmentId(place.ordinal), index: place.index });
    }
    return yes(state.segments);
  }
}

type Taken = { readonly durable: Promise<void>; readonly state: Omit<KeptState, "entry"> };

/** Why a kept state is not used; null: there is none. */
type Unused = { readonly kind: "unused"; readonly why: string | null };

function unused(why: string | null): Checked<never, Unused> {
  return no({ kind: "unused", why });
}

function placesOf(records: Iterable<EvidenceRecord>, sealer: Sealer): ReadonlyMap<RecordName, SealedPlace> {
  const places = new Map<RecordName, SealedPlace>();
  const seen = new Set<EvidenceRecord>();
  for (const record of records) {
    if (seen.has(record)) continue;
    seen.add(record);
    const place = sealer.placeOf(record);
    if (place !== undefined) places.set(recordName(record.commitment), place);
  }
  return places;
}

/** The kept state as its file says it; undefined when there is none. */
export async function readKeptState({
  dataDirectory,
  files,
}: Pick<Node, "dataDirectory" | "files">): Promise<Checked<KeptState, Unused> | undefined> {
  const path = join(dataDirectory, STATE_PATH);
  try {
    const facts = await stat(path);
    // A pipe is waited for without end, a device may never end.
    if (!facts.isFile()) return unused(`${path} is not a regular file`);
    if (facts.size > STATE_BYTES_MAX) return unused(`${path} has more than ${STATE_BYTES_MAX} bytes`);
    const bytes = await files.read(STATE_PATH);
    if (bytes === undefined) return undefined;
    const state = parseState(bytes);
    if (state.ok) return state;
    return unused(state.fault.kind === "damaged" ? `${path} is damaged` : `${path} is of another version of this program`);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    return unused(`${path} could not be read: ${explainError(error)}`);
  }
}

/** Why this ledger does not go on from a state, or not soon enough; null when it does. */
async function whyStale(
  { ledger }: Node,
  { origin, engine, segments, entry, places }: KeptState,
  { behindSegmentsMax }: Keeping,
): Promise<string | null> {
  if (origin !== ledger.origin) return "it is of another ledger";
  if (engine !== ENGINE) return "it is of another version of this program";
  const isOurs =
    segments <= ledger.segmentCount &&
    entry.index < ledger.size &&
    (await ledger.entry(entry.index)).name === entry.name &&
    [...places.values()].every(({ ordinal }) => ordinal >= 1 && ordinal <= segments);
  if (!isOurs) return "the ledger does not go on from it";
  const behind = ledger.segmentCount - segments;
  return behind > behindSegmentsMax ? `${behind} segments were sealed since, more than ${behindSegmentsMax}` : null;
}
