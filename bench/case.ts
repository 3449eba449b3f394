import { type CaseFold, createCaseGraph } from "../src/case/index.ts";
import type { CasefilePredicate, NounId } from "../src/model/index.ts";
import { CASE, docketOf, KEEPER, Scene, sha256, weight } from "../test/case/nouns.ts";
import { seededRandom } from "../test/support/random.ts";
import type { BenchProgress, Metrics } from "./bench.ts";

export const name = "case";
export const title = "a claim graph of 100,000 items: folding it, and what one withdrawn record changes";

const ITEMS = 100_000;
const DOCKET = 5000;
const RETRACTIONS = 40;
const SEED = 7;

/** A case, with the records that are withdrawn from it one after the other. */
type Shape = { readonly scene: Scene; readonly records: readonly NounId[] };

/** 500 questions with 200 items each, over 20,000 records of 200 origins; every tenth question bears on another one. */
function spread(): Shape {
  const random = seededRandom(SEED);
  const scene = new Scene();
  const records = Array.from({ length: 20_000 }, (_, at) => scene.record(`record ${at}`, `origin ${Math.floor(random() * 200)}`));
  const claims = Array.from({ length: 500 }, (_, at) => scene.claim(`question ${at}`));
  const used: NounId[] = [];
  for (let at = 0; at < ITEMS; at++) {
    const record = pick(records, random);
    if (at % (ITEMS / RETRACTIONS) === 0) used.push(record);
    bear(scene, { record, claim: claims[at % claims.length] as NounId, at, bans: random() });
  }
  for (let at = 10; at < claims.length; at += 10) scene.bears(claims[at] as NounId, claims[at - 1] as NounId);
  return { scene, records: used };
}

/** One question with all items: 50,000 of them readings of one record, which is withdrawn, the others of 1,000 records of 50 origins. */
function heap(): Shape {
  const random = seededRandom(SEED);
  const scene = new Scene();
  const whole = scene.record("the one", "origin of the one");
  const records = Array.from({ length: 1000 }, (_, at) => scene.record(`record ${at}`, `origin ${at % 50}`));
  const claim = scene.claim("the question");
  for (let at = 0; at < ITEMS; at++)
    bear(scene, { record: at % 2 === 0 ? whole : pick(records, random), claim, at, bans: random() });
  return { scene, records: [whole] };
}

function bear(
  scene: Scene,
  item: { readonly record: NounId; readonly claim: NounId; readonly at: number; readonly bans: number },
): void {
  const bans = Math.round(item.bans * 1000) / 1000;
  scene.bears(scene.reading(item.record, `line ${item.at}`), item.claim, [weight("yes", "other", bans)]);
}

function pick(ids: readonly NounId[], random: () => number): NounId {
  return ids[Math.floor(random() * ids.length)] as NounId;
}

/** Folding is timed with naming every noun by its content, without reading statements; scores are settled before a record is withdrawn. */
export async function run(progress: BenchProgress): Promise<Metrics> {
  const warm = measure(heap(), progress); // left out
  progress(`warm-up left out: ${warm.retractMs.length} withdrawal`);
  const one = measure(spread(), progress);
  const worst = measure(heap(), progress);
  const target = 100;
  return {
    retract_ms: { value: quantile(one.retractMs, 1), unit: "ms, slowest of 40", target, better: "lower" },
    retract_p50_ms: { value: quantile(one.retractMs, 0.5), unit: "ms", target: null, better: "lower" },
    retract_worst_ms: { value: quantile(worst.retractMs, 1), unit: "ms", target, better: "lower" },
    score_all_ms: { value: one.scoreMs, unit: "ms", target: null, better: "lower" },
    fold_per_s: { value: one.foldPerSecond, unit: "nouns/s", target: null, better: "higher" },
    memory_mb: { value: one.memoryMb, unit: "MB of heap", target: null, better: "lower" },
  };
}

type Measured = {
  readonly foldPerSecond: number;
  readonly scoreMs: number;
  readonly memoryMb: number;
  readonly retractMs: readonly number[];
};

function measure({ scene, records }: Shape, progress: BenchProgress): Measured {
  const { nouns } = scene;
  const before = heapMb();
  const fold = createCaseGraph({ sha256, casefile: { case: CASE, by: KEEPER } as CasefilePredicate });
  const folded = timed(() => {
    for (let at = 0; at < nouns.length; at += DOCKET) assertTaken(fold, docketOf(nouns.slice(at, at + DOCKET)));
  });
  const scored = timed(() => fold.settle());
  const memoryMb = heapMb() - before;
  const retractMs = records.map((record, at) => {
    const statement = new Scene();
    statement.judge(record, "withdraw", KEEPER, `${at}`);
    const docket = statement.docket();
    return timed(() => {
      assertTaken(fold, docket);
      if (fold.settle().length === 0) throw new Error("a withdrawal that changed nothing measures nothing");
    });
  });
  progress(`${nouns.length} nouns folded in ${folded.toFixed(0)} ms, scored in ${scored.toFixed(0)} ms`);
  return { foldPerSecond: (nouns.length / folded) * 1000, scoreMs: scored, memoryMb, retractMs };
}

function assertTaken(fold: CaseFold, docket: Parameters<CaseFold["add"]>[0]): void {
  const added = fold.add(docket);
  if (!added.ok) throw new Error(`${added.fault.kind} at ${added.fault.path}: expected ${added.fault.expected}`);
}

function timed(act: () => void): number {
  const started = performance.now();
  act();
  return performance.now() - started;
}

function quantile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((left, right) => left - right);
  return sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? Number.NaN;
}

function heapMb(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed / 1e6;
}
