import type { Detector } from "../../detect/index.ts";
import { randomBytes, sha256 } from "../../ledger/io/index.ts";
import { Failure } from "../../lib/index.ts";
import type { Event } from "../../model/index.ts";
import { createReader } from "../../telemetry/index.ts";
import { expandSources, parseSourceSpec, type Source, type SourceProblem, type SourceSpec } from "../../telemetry/io/index.ts";
import { createCoverageTally } from "../coverage-tally.ts";
import { runPipeline } from "../pipeline.ts";
import { createProgressMeter } from "../progress-meter.ts";
import { openRuleSet, type RuleSet } from "../rule-set.ts";
import { statusIn } from "./shadow-explain.ts";
import type { History, HistoryChoices } from "./shadow-history.ts";

/** History that lies in log files. */
export type FileHistoryChoices = HistoryChoices & {
  readonly sources: readonly string[];
  readonly rules: readonly string[];
  readonly utcOffsetMinutes: number;
  readonly hostOf: (source: Source) => string | null;
  readonly onProblem: (problem: SourceProblem) => void;
};

/** Reads history from log files by rules, as a session does, and seals nothing. Throws CLI_USAGE for a source that cannot be read twice. */
export async function openFileHistory(choices: FileHistoryChoices): Promise<History> {
  const specs = choices.sources.map(specOf);
  const rules = await openRuleSet(choices.rules, choices.utcOffsetMinutes);
  return {
    statusOf: (rule) => {
      const document = rules.document(rule);
      return document === undefined ? null : statusIn(document);
    },
    findings: async (onDetection) => {
      const tally = createCoverageTally(rules.facts);
      const detector = watched(rules.detector, choices.sinceMs, onDetection);
      await pass(choices, { specs, detector, tally, note: "looking for findings" });
      return { lines: tally.accounting.linesIn };
    },
    replay: async (onEvent) => {
      // Problems were told in the first pass.
      const quiet = { ...choices, onProblem: () => undefined };
      const tally = createCoverageTally(rules.facts);
      const detector = counting(rules.detector, choices.sinceMs, onEvent);
      await pass(quiet, { specs, detector, tally, note: "counting what each block would hold back" });
    },
  };
}

function specOf(text: string): SourceSpec {
  const spec = parseSourceSpec(text);
  if (!spec.ok) throw new Failure("CLI_USAGE", `expected ${spec.fault.expected}, got ${JSON.stringify(text)}`);
  if (spec.value.kind !== "path")
    throw new Failure("CLI_USAGE", `a rehearsal reads history twice, and ${text} cannot be read again; write it to a file first`);
  return spec.value;
}

/** Tells of detections; what ended before the span asked for only fills the windows of correlations. */
function watched(
  detector: Detector,
  sinceMs: number | null,
  onDetection: (detection: ReturnType<Detector["observe"]>[number]) => void,
): Detector {
  return {
    ...doorsOf(detector),
    observe(event) {
      for (const detection of detector.observe(event))
        if (sinceMs === null || detection.time.toMs >= sinceMs) onDetection(detection);
      return [];
    },
  };
}

function counting(detector: Detector, sinceMs: number | null, onEvent: (event: Event) => void): Detector {
  return {
    ...doorsOf(detector),
    observe(event) {
      if (sinceMs === null || event.time.toMs >= sinceMs) onEvent(event);
      return [];
    },
  };
}

function doorsOf(detector: Detector): Omit<Detector, "observe"> {
  return {
    replay: (event) => detector.replay(event),
    snapshot: () => detector.snapshot(),
    restore: (bytes) => detector.restore(bytes),
    records: () => detector.records(),
    wants: (logsource) => detector.wants(logsource),
    rulesFor: (logsource) => detector.rulesFor(logsource),
    waiting: detector.waiting,
  };
}

type Pass = {
  readonly specs: readonly SourceSpec[];
  readonly detector: RuleSet["detector"];
  readonly tally: ReturnType<typeof createCoverageTally>;
  readonly note: string;
};

async function pass(choices: FileHistoryChoices, { specs, detector, tally, note }: Pass): Promise<void> {
  const { sinceMs, signal, utcOffsetMinutes, hostOf, onProblem } = choices;
  // Oldest first: rules that count over time want their lines in order.
  const expansion = await expandSources(specs, { order: "given", ...(sinceMs === null ? {} : { sinceMs }) });
  for (const problem of expansion.problems) onProblem(problem);
  await runPipeline(expansion.sources, {
    detector,
    tally,
    prepare: async () => undefined,
    readerOf: async (name, source) => createReader({ source: name, utcOffsetMinutes, host: hostOf(source), sha256, randomBytes }),
    nameOf: (id) => id,
    sealer: null,
    beforeSealing: async () => undefined,
    deadLetters: null,
    onDetection: () => undefined,
    onProblem,
    onProgress: createProgressMeter(expansion.sources, (done, total, what) =>
      choices.onProgress(done, total, `${note}: ${what}`),
    ),
    open: { follow: false, signal, leaveUnfinished: false, claims: expansion.claims, ...(sinceMs === null ? {} : { sinceMs }) },
    appearing: { async *[Symbol.asyncIterator]() {} },
    sinceMs,
  });
}
