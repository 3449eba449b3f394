import type { CausalQuestion } from "./causation.ts";
import type { CausalModel, PlainGate } from "./model.ts";
import { isComplete, type World, without } from "./world.ts";

/** Which tests of edges and nodes are missing, failed, or say something else than the model. */
export function questionsOf(model: CausalModel, world: World, cone: readonly string[]): readonly CausalQuestion[] {
  const questions: CausalQuestion[] = [];
  for (const id of cone) {
    const node = model.nodes.get(id);
    if (node?.state === "unknown" && !node.step) questions.push({ about: "unknown", node: id, cause: null, why: node.note });
    if (world.unexplained.has(id)) questions.push({ about: "unexplained", node: id, cause: null, why: null });
    if (world.heldOff.has(id) && node?.forestalledBy.length === 0)
      questions.push({ about: "held-off", node: id, cause: null, why: null });
    const gates = model.into.get(id) ?? [];
    for (const gate of gates) questions.push(...gateQuestions({ model, world, cone }, gate));
  }
  return questions;
}

type Scene = { readonly model: CausalModel; readonly world: World; readonly cone: readonly string[] };

function gateQuestions(scene: Scene, gate: PlainGate): readonly CausalQuestion[] {
  const tests = new Map(gate.tests.map((test) => [test.cause, test]));
  return gate.causes.flatMap((cause): readonly CausalQuestion[] => {
    const edge = { node: gate.effect, cause };
    const test = tests.get(cause);
    if (test === undefined) return [{ ...edge, about: "untested", why: null }];
    const { butFor, complete, why } = test;
    return [
      ...(butFor ? [] : [{ ...edge, about: "but-for-failed" as const, why }]),
      ...(complete ? [] : [{ ...edge, about: "incomplete" as const, why }]),
      ...(disagrees(scene, gate, { cause, butFor, complete }) ? [{ ...edge, about: "disagrees" as const, why }] : []),
    ];
  });
}

/** Does the model answer the counterfactual or the completeness test otherwise than whoever made it? */
function disagrees(
  { model, world, cone }: Scene,
  gate: PlainGate,
  said: { readonly cause: string; readonly butFor: boolean; readonly complete: boolean },
): boolean {
  if (!world.occurred.has(gate.effect) || !world.occurred.has(said.cause)) return false;
  const left = without(model, { world, cone }, new Set([said.cause]));
  return said.butFor === left.has(gate.effect) || (said.complete && !isComplete(gate, world.occurred));
}
