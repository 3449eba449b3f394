import {
  CORRELATION_LIMITS,
  createDetector,
  type Detector,
  documentsOf,
  type Eviction,
  type LoadedRules,
  type LoadOptions,
  refusedByReason,
  ruleSetDigest,
  type SigmaRule,
} from "../detect/index.ts";
import { sha256 } from "../ledger/io/index.ts";
import { Failure, type FilePort, toHex, writeAllDurably } from "../lib/index.ts";
import type { Detection, Digest, LogSource } from "../model/index.ts";
import type { RuleSetFacts } from "./coverage-tally.ts";
import { loadRulesQuickly } from "./rule-cache.ts";
import { type RefusedFile, readRuleFiles } from "./rule-files.ts";
import { sayLateness } from "./rule-options.ts";

/** The matcher as detection statements name it. A new number where the same records could give other findings. */
export const ENGINE = "meridian-sigma/2";

/** Rules set to work, with what coverage and the ledger need to know of them. */
export type RuleSet = {
  readonly loaded: LoadedRules;
  /** Whether they are from a cache, and, when that is known, why they could not be kept for the next time; null when they could. */
  readonly cache: { readonly used: boolean; readonly kept: Promise<string | null> };
  readonly detector: Detector;
  readonly facts: RuleSetFacts;
  /** How far back correlations look, in milliseconds; 0 without any. */
  readonly windowMs: number;
  /** Digests of the documents that the detection's rule refers to. */
  ruleDocuments(detection: Detection): readonly Digest[];
  /** The bytes of a rule document of this set. */
  document(digest: Digest): Uint8Array | undefined;
};

/** How rules are loaded: with what beside them, and the folder of their cache (none without). */
export type RuleSetChoices = {
  readonly load?: LoadOptions;
  readonly cache?: string | null;
  /** The set that this one takes over from: correlations that both have keep what they have counted. */
  readonly follows?: RuleSet;
  /** How much later than the newest an event may come and still be counted in order, in ms. */
  readonly latenessMs?: number;
  /** Told of each event that a correlation did not count in full. */
  readonly onLoss?: (loss: Eviction) => void;
};

/** Loads the rules under `paths`. Throws RULES_UNREADABLE for a path that cannot be read and where no rule can be used; one that cannot is in `loaded.refused`. */
export async function openRuleSet(
  paths: readonly string[],
  utcOffsetMinutes: number,
  onEviction?: (what: string) => void,
  choices: RuleSetChoices = {},
): Promise<RuleSet> {
  const { files, refused } = await readRuleFiles(paths);
  const options = choices.load ?? {};
  const quick = await loadRulesQuickly(files, options, { folder: choices.cache ?? null, engine: ENGINE });
  refuseBadPipelines(quick.loaded, options);
  const loaded = withRefused(quick.loaded, refused);
  refuseUnlessSome(loaded);
  const limits = choices.latenessMs === undefined ? CORRELATION_LIMITS : { ...CORRELATION_LIMITS, lateMs: choices.latenessMs };
  const tell = lossTeller((what) => onEviction?.(what), limits.lateMs);
  const detector = createDetector(loaded.rules, {
    utcOffsetMinutes,
    limits,
    onEviction: (loss) => {
      choices.onLoss?.(loss);
      tell(loss);
    },
    onDefect: (rule, { time }, error) => {
      const loss = { rule, kind: "defect", lost: 1, ...time } as const;
      choices.onLoss?.(loss);
      tell(loss, error);
    },
    ...(choices.follows === undefined ? {} : { follows: choices.follows.detector }),
  });
  const byDigest = new Map(loaded.rules.map((rule) => [rule.ref.digest, rule]));
  const amendments = new Map(
    loaded.rules.flatMap((rule) => rule.amendments.map(({ digest, document }) => [digest, document] as const)),
  );
  const waiting = loaded.waiting.length === 0 ? [] : [{ what: "waits for placeholder values", count: loaded.waiting.length }];
  return {
    loaded,
    cache: { used: quick.fromCache, kept: quick.kept },
    detector,
    facts: {
      set: ruleSetDigest(loaded.rules, sha256, options),
      applied: loaded.rules.length,
      refused: [...factsOfRefused(loaded.refused), ...waiting],
      wanted: loaded.rules.flatMap(wantedBy),
      wants: (logsource) => detector.wants(logsource),
    },
    windowMs: Math.max(0, ...loaded.rules.map(({ correlation }) => correlation?.timespanMs ?? 0)),
    ruleDocuments: ({ rule }) => documentsOf(byDigest.get(rule.digest) as SigmaRule).map(({ digest }) => digest),
    document: (digest) => byDigest.get(digest)?.document ?? amendments.get(digest),
  };
}

/** Reasons told apart in a statement, and the units of one; rules may have as many as there are words. */
const REASONS_MAX = 1_000;
const REASON_UNITS_MAX = 1_000;

function factsOfRefused(refused: LoadedRules["refused"]): RuleSetFacts["refused"] {
  const facts = [...refusedByReason(refused)].map(([what, rules]) => ({
    what: what.slice(0, REASON_UNITS_MAX).toWellFormed(),
    count: rules.length,
  }));
  const others = facts.slice(REASONS_MAX).reduce((sum, { count }) => sum + count, 0);
  return others === 0 ? facts : [...facts.slice(0, REASONS_MAX), { what: "other reasons", count: others }];
}

/** Tells what rules did not do in full, in sum so far: the first loss of a rule and kind, and then each time the sum has doubled. */
function lossTeller(tell: (what: string) => void, lateMs: number): (loss: Eviction, error?: unknown) => void {
  const sums = new Map<string, { groups: number; lost: number; toldAt: number }>();
  return ({ rule, kind, lost }, error) => {
    const key = `${kind} ${rule.digest}`;
    const sum = sums.get(key) ?? { groups: 0, lost: 0, toldAt: 0 };
    sums.set(key, sum);
    sum.groups++;
    sum.lost += lost;
    if (sum.lost < 2 * sum.toldAt) return;
    sum.toldAt = sum.lost;
    if (kind === "defect") {
      const name = error instanceof Error ? error.name : typeof error;
      return tell(`${rule.title}: broke on ${sum.lost} events so far (${name}), a defect of Meridian; an answer may be missing`);
    }
    const late = `events came later than is waited for (sigma.lateness is ${sayLateness(lateMs)})`;
    const what = kind === "late" ? late : `the limit of ${kind} is reached`;
    tell(`${rule.title}: ${what}; so far ${sum.lost} counted events, in ${sum.groups} losses; an answer may be missing`);
  };
}

/** A set whose pipelines cannot be used would find nothing at all: better no set. */
function refuseBadPipelines({ refused }: LoadedRules, { pipelines = [] }: LoadOptions): void {
  const paths = new Set(pipelines.map(({ path }) => path));
  const bad = refused.find(({ path, reason }) => paths.has(path) && reason !== "a pipeline cannot be used");
  if (bad === undefined) return;
  const { path, reason, detail, line, column } = bad;
  throw new Failure("RULES_UNREADABLE", `could not use the pipeline ${path}:${line}:${column}: ${reason}: ${detail}`);
}

/** A set of which no rule can be used would find nothing whatever comes. */
function refuseUnlessSome({ rules, refused }: LoadedRules): void {
  const [first] = refused;
  if (rules.length > 0 || first === undefined) return;
  const { path, reason, detail, line, column } = first;
  const more = refused.length > 1 ? `; ${refused.length - 1} more are refused` : "";
  throw new Failure("RULES_UNREADABLE", `could not use any rule: ${path}:${line}:${column}: ${reason}: ${detail}${more}`);
}

function withRefused(loaded: LoadedRules, files: readonly RefusedFile[]): LoadedRules {
  const refused = files.map((file) => ({ ...file, id: null, title: null, line: 1, column: 1 }));
  return { ...loaded, refused: [...refused, ...loaded.refused] };
}

function wantedBy({ detection }: SigmaRule): readonly LogSource[] {
  return detection === null ? [] : [detection.rule.logsource];
}

const RULES = "rules";

/** Keeps the documents behind a detection beside the ledger, durably, so that a dossier can carry them when the rule
 * folder has changed. Throws RULES_UNREADABLE when `set` lacks one of them. */
export async function keepRuleDocuments(
  files: FilePort,
  set: RuleSet,
  detections: readonly Detection[],
  kept: Set<Digest>,
): Promise<void> {
  const digests = new Set(detections.flatMap((detection) => [detection.rule.digest, ...set.ruleDocuments(detection)]));
  const missing = [...digests].filter((digest) => !kept.has(digest));
  if (missing.length === 0) return;
  const documents = missing.map((digest) => {
    const bytes = set.document(digest);
    if (bytes === undefined)
      throw new Failure("RULES_UNREADABLE", `could not find the rule document ${digest} that a detection rests on`);
    return { path: `${RULES}/${digest}.yml`, bytes };
  });
  await files.makeDirectory(RULES);
  await files.syncDirectory("");
  await writeAllDurably(files, documents);
  for (const digest of missing) kept.add(digest);
}

/** A rule document that was kept, or undefined; bytes that are not what their name says count as missing. */
export async function readRuleDocument(files: FilePort, digest: string): Promise<Uint8Array | undefined> {
  const bytes = await files.read(`${RULES}/${digest}.yml`);
  return bytes !== undefined && toHex(sha256(bytes)) === digest ? bytes : undefined;
}
