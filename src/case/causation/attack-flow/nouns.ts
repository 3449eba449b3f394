import { type Checked, isoTime, no, parseIsoTime, type Sha256, tableOf, yes } from "../../../lib/index.ts";
import { type ClockedSpan, type Noun, type NounId, nounId } from "../../../model/index.ts";
import { alternativesOf } from "../alternatives.ts";
import type { CausalModel, CausalNode, ModelFault } from "../model.ts";
import { type AttackFlow, textIn, UNDATED } from "./flow.ts";
import { modelOfAttackFlow } from "./model-of-flow.ts";

export type FlowNouns = { readonly nouns: readonly Noun[]; readonly notes: readonly string[] };

const TECHNIQUE = /^T\d{4}(\.\d{3})?$/;
const KINDS: ReadonlyMap<string, "actor" | "tool" | "infrastructure" | "party"> = tableOf({
  actor: "actor",
  tool: "tool",
  infrastructure: "infrastructure",
});

/**
 * A flow as nouns for a case, what is referred to first: events, the entities that they are about, and `causes` links in groups. Nothing supports
 * them: what a drawing says is a hypothesis until records are linked to it. `at`: when it was learned, ISO 8601.
 */
export function nounsOfAttackFlow(flow: AttackFlow, at: string, sha256: Sha256): Checked<FlowNouns, ModelFault> {
  const read = modelOfAttackFlow(flow);
  if (!read.ok) return no(read.fault);
  const { model } = read.value;
  const notes = [...flow.notes, ...read.value.notes];
  const writer = createWriter(sha256);
  const entities = new Map(
    [...model.entities.values()].map(({ id, name, kind }) => {
      const refs = [{ scheme: "stix", id }];
      return [
        id,
        writer.add({ noun: "entity", kind: KINDS.get(kind) ?? "party", name: name.slice(0, 400).toWellFormed(), refs }),
      ];
    }),
  );
  const things = new Map(flow.objects.map((object) => [object.id, object.properties]));
  const learned = timeOr(at, UNDATED);
  const ids = new Map<string, NounId>();
  for (const node of model.nodes.values()) {
    if (node.step) continue;
    const properties = things.get(node.id) ?? {};
    const technique = textIn(properties, "technique_id");
    const what = nameWithId(node);
    const when = spanOf(textIn(properties, "execution_start"), textIn(properties, "execution_end"), learned);
    const event = writer.add({
      noun: "event",
      what,
      on: [],
      when,
      learned,
      technique: TECHNIQUE.test(technique) ? technique : null,
    });
    ids.set(node.id, event);
    for (const by of node.by) {
      const to = entities.get(by);
      if (to !== undefined) writer.link(event, to, { type: "about", causing: null, why: `drawn in ${flow.name}` });
    }
  }
  causeAll(model, { ids, writer, flow, notes });
  return yes({ nouns: writer.nouns, notes });
}

type Writer = ReturnType<typeof createWriter>;
type Causing = NonNullable<Extract<Noun, { readonly noun: "link" }>["causing"]>;

function createWriter(sha256: Sha256) {
  const nouns: Noun[] = [];
  const seen = new Set<NounId>();
  const add = (noun: Noun): NounId => {
    const id = nounId(noun, sha256);
    if (!seen.has(id)) nouns.push(noun);
    seen.add(id);
    return id;
  };
  const link = (
    from: NounId,
    to: NounId,
    rest: { readonly type: "about" | "causes"; readonly causing: Causing | null; readonly why: string },
  ) =>
    add({
      noun: "link",
      from,
      to,
      bearing: null,
      type: rest.type,
      causing: rest.causing,
      why: rest.why.slice(0, 4000).toWellFormed(),
    });
  return { nouns, add, link };
}

type Causes = {
  readonly ids: ReadonlyMap<string, NounId>;
  readonly writer: Writer;
  readonly flow: AttackFlow;
  readonly notes: string[];
};

function causeAll(model: CausalModel, { ids, writer, flow, notes }: Causes): void {
  for (const [effect, to] of ids) {
    const sets = alternativesOf(model, effect);
    if (sets === null) {
      notes.push(`"${model.nodes.get(effect)?.name}" has more alternatives than are written out: its causes were left out`);
      continue;
    }
    const single = sets.every((set) => set.length === 1);
    for (const [index, set] of sets.entries())
      for (const cause of set) {
        const from = ids.get(cause);
        const group = single ? "arrows" : `way ${index + 1}`;
        if (from !== undefined)
          writer.link(from, to, {
            type: "causes",
            causing: { gate: single ? "any" : "all", group, whyBecause: null },
            why: `drawn in ${flow.name}`,
          });
      }
  }
}

/** Two things of one name are two events: the id tells them apart. */
function nameWithId({ name, id }: CausalNode): string {
  return `${name.slice(0, 900).toWellFormed()} [${id.slice(0, 90)}]`;
}

/** As the flow dates it; where it does not, some time before it was learned. */
function spanOf(start: string, end: string, learned: string): ClockedSpan {
  const from = timeOr(start, UNDATED);
  const to = timeOr(end, from > learned ? from : learned);
  return { from, to: to < from ? from : to, clock: null };
}

function timeOr(text: string, otherwise: string): string {
  const time = parseIsoTime(text);
  return time === undefined ? otherwise : isoTime(time);
}
