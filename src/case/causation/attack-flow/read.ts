import { type Checked, no, parseJson } from "../../../lib/index.ts";
import { type AttackFlow, FLOW_TEXT_MAX, type FlowFault, objectOf } from "./flow.ts";
import { readAfb } from "./read-afb.ts";
import { readFlowBundle } from "./read-stix.ts";

/** Reads an Attack Flow: a file of the builder (.afb) or a STIX 2.1 bundle. Input is untrusted. */
export function readAttackFlow(text: string): Checked<AttackFlow, FlowFault> {
  if (text.length > FLOW_TEXT_MAX) return no({ kind: "too-large", at: "file", expected: `at most ${FLOW_TEXT_MAX} characters` });
  const parsed = parseJson(text);
  if (!parsed.ok) return no({ kind: "bad-json", at: `character ${parsed.fault.at}`, expected: parsed.fault.expected });
  const document = objectOf(parsed.value);
  if (document?.["type"] === "bundle") return readFlowBundle(document);
  if (document?.["schema"] === "attack_flow_v2") return readAfb(document);
  return no({ kind: "no-attack-flow", at: "file", expected: "a STIX bundle or a builder's file of schema attack_flow_v2" });
}
