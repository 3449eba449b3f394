import { type Sha256, textOf, toHex } from "../../../lib/index.ts";
import type { Digest } from "../../../model/index.ts";
import type { CorrelationRule, DetectionRule } from "../ast.ts";
import { refusedRule } from "../origin.ts";
import { Refusal, refuse } from "../refusal.ts";
import type { Amendment, RefusedRule, RuleDocument } from "../rules.ts";
import { readYaml, type YamlMap } from "../yaml-tree.ts";
import type { Plain } from "./params.ts";
import { type Pipeline, parsePipeline } from "./parse-pipeline.ts";
import { applyStep } from "./step.ts";
import { Work } from "./work.ts";

type Ready = { readonly pipeline: Pipeline; readonly amendment: Amendment };
type Rule = DetectionRule | CorrelationRule;

/** What pipelines made of a rule; `turned` when they changed its field names or log source. */
export type Processed = { readonly rule: Rule; readonly amendments: readonly Amendment[]; readonly turned: boolean };

const START = { line: 1, column: 1 };

/** The processing pipelines of a load, by priority, as one: they share variables and state, as pySigma's do when they are added. */
export class Pipelines {
  readonly refused: readonly RefusedRule[];
  readonly notes: readonly RefusedRule[];
  readonly #ready: readonly Ready[];
  readonly #vars: ReadonlyMap<string, readonly Plain[]>;
  readonly #named: (name: string) => readonly Rule[];

  constructor(documents: readonly RuleDocument[], sha256: Sha256, named: (name: string) => readonly Rule[]) {
    const read = documents.map((document) => readPipeline(document, sha256));
    this.refused = read.flatMap((one) => ("reason" in one ? [one] : []));
    const ready = read.filter((one): one is Ready & { notes: readonly RefusedRule[] } => "pipeline" in one);
    this.notes = ready.flatMap(({ notes }) => notes);
    this.#ready = ready.sort((left, right) => left.pipeline.priority - right.pipeline.priority);
    this.#vars = new Map(this.#ready.flatMap(({ pipeline }) => [...pipeline.vars]));
    this.#named = named;
  }

  /** The rule after all pipelines. Throws Refusal. A rule that no step was applied to rests on none of them. */
  apply(rule: Rule, document: YamlMap): Processed {
    const untouched = { rule, amendments: [], turned: false };
    if (this.refused.length > 0) refuse("a pipeline cannot be used", this.refused[0]?.path ?? "", document.place);
    if (this.#ready.length === 0) return untouched;
    const work = new Work(rule, document, this.#vars, this.#named);
    for (const { pipeline } of this.#ready) for (const step of pipeline.steps) applyStep(step, work);
    if (!work.touched) return untouched;
    return { rule: work.rule, amendments: this.#ready.map(({ amendment }) => amendment), turned: work.turned };
  }
}

function readPipeline(
  { path, bytes }: RuleDocument,
  sha256: Sha256,
): (Ready & { readonly notes: readonly RefusedRule[] }) | RefusedRule {
  let map: YamlMap | null = null;
  try {
    const text = textOf(bytes);
    if (text === undefined) return refuse("not UTF-8", "the file is not text", START);
    const tree = readYaml(text, 1);
    if (tree.kind !== "map") return refuse("not a pipeline", `expected a map, got a ${tree.kind}`, tree.place);
    map = tree;
    const pipeline = parsePipeline(tree);
    const title = pipeline.name ?? path;
    const amendment: Amendment = { kind: "pipeline", title, digest: toHex(sha256(bytes)) as Digest, document: bytes };
    const notes = pipeline.notes.map((detail) => ({
      ...refusedRule(path, { reason: "part of a pipeline is left out", detail, place: tree.place }, map),
      title,
    }));
    return { pipeline, amendment, notes };
  } catch (error) {
    if (error instanceof Refusal) return refusedRule(path, error.fault, map);
    throw error;
  }
}

const PIPELINE_KEYS = new Set(["transformations", "vars", "priority", "postprocessing", "finalizers"]);

/** True when these bytes are a pipeline rather than a rule: a YAML map with a key of pipelines and no title. */
export function isPipeline(bytes: Uint8Array): boolean {
  const text = textOf(bytes);
  if (text === undefined || !/transformations|vars|priority|postprocessing|finalizers/.test(text)) return false;
  try {
    const tree = readYaml(text, 1);
    const keys = tree.kind === "map" ? tree.entries.map(({ key }) => key) : [];
    return keys.some((key) => PIPELINE_KEYS.has(key)) && !keys.includes("title");
  } catch (error) {
    if (error instanceof Refusal) return false;
    throw error;
  }
}
