import { sayMeant } from "../nearest-word.ts";
import { refuse } from "../refusal.ts";
import type { YamlMap, YamlTree } from "../yaml-tree.ts";
import { readGate } from "./gate.ts";
import { Params, type Plain } from "./params.ts";
import type { Step } from "./step.ts";
import { REFUSED_TRANSFORMATIONS, TRANSFORMATIONS } from "./table.ts";

/** A processing pipeline as parsed. `notes` say what of the document has no meaning here and is left out. */
export type Pipeline = {
  readonly name: string | null;
  readonly priority: number;
  readonly vars: ReadonlyMap<string, readonly Plain[]>;
  readonly steps: readonly Step[];
  readonly notes: readonly string[];
};

const STEPS_MAX = 1_000;
const NEST_MAX = 8;
const VALUES_MAX = 10_000;
/** Keys that concern queries, of which there are none here. */
const LEFT_OUT = ["allowed_backends", "postprocessing", "finalizers"];

/** Reads a processing pipeline (pySigma's YAML). Throws Refusal for what is not understood: half a pipeline would be another one. */
export function parsePipeline(map: YamlMap): Pipeline {
  const params = new Params(map);
  const name = params.optionalText("name") ?? null;
  const priority = params.has("priority") ? params.plain("priority") : 0;
  const vars = readVars(params.tree("vars"));
  const left = LEFT_OUT.filter((key) => params.tree(key) !== undefined && params.has(key));
  const count = { steps: 0 };
  const steps = readSteps(params, "transformations", { depth: 0, count });
  params.done();
  return {
    name,
    priority: typeof priority === "number" ? priority : params.bad("priority", "expected a number"),
    vars,
    steps,
    notes: left.map((key) => `${key} is left out: it concerns queries, and here is none`),
  };
}

type Within = { readonly depth: number; readonly count: { steps: number } };

function readSteps(params: Params, key: string, within: Within): readonly Step[] {
  if (within.depth > NEST_MAX) params.bad(key, `nested more than ${NEST_MAX} deep`);
  return params.maps(key).map(([, map]) => {
    if (++within.count.steps > STEPS_MAX) params.bad(key, `more than ${STEPS_MAX}`);
    return readStep(map, within);
  });
}

function readStep(map: YamlMap, within: Within): Step {
  const params = new Params(map);
  const type = params.text("type");
  const why = REFUSED_TRANSFORMATIONS.get(type);
  if (why !== undefined) refuse(type, why, map.place);
  const read =
    TRANSFORMATIONS.get(type) ??
    refuse("unknown transformation", `${type}${sayMeant(type, TRANSFORMATIONS.keys())}`, params.placeOf("type"));
  const id = params.optionalText("id") ?? null;
  const gate = readGate(params);
  const transform = read(params, (inner, key) => readSteps(inner, key, { ...within, depth: within.depth + 1 }));
  params.done();
  return { id, gate, transform };
}

function readVars(node: YamlTree | undefined): ReadonlyMap<string, readonly Plain[]> {
  if (node === undefined) return new Map();
  if (node.kind !== "map") return refuse("bad vars", "expected a map", node.place);
  return new Map(
    node.entries.map(({ key, value }) => {
      const nodes = value.kind === "list" ? value.items : [value];
      if (nodes.length > VALUES_MAX) refuse("bad vars", `more than ${VALUES_MAX} values`, value.place);
      return [
        key,
        nodes.map((item) => (item.kind === "scalar" ? item.value : refuse("bad vars", "expected values", item.place))),
      ];
    }),
  );
}
