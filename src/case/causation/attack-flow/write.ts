import { formatJson, type Json, type JsonObject } from "../../../lib/index.ts";
import { type Sha1, uuidV5 } from "../../../stix/index.ts";
import { type Arrow, ATTACK_FLOW_EXTENSION, type AttackFlow, EXTENSION_AUTHOR, type FlowObject } from "./flow.ts";

const DEFINED = "2022-08-02T19:34:35.143Z";
/** Names of what has no id of its own: relationships and the bundle. */
const NAMESPACE = "6d5b7a0e-93a4-5d0c-8d0f-5f6b1b1f4c2e";
/** Cyber-observable objects carry no times. */
const OBSERVABLES: ReadonlySet<string> = new Set([
  "artifact",
  "autonomous-system",
  "directory",
  "domain-name",
  "email-addr",
  "email-message",
  "file",
  "ipv4-addr",
  "ipv6-addr",
  "mac-addr",
  "mutex",
  "network-traffic",
  "process",
  "software",
  "url",
  "user-account",
  "windows-registry-key",
  "x509-certificate",
]);

/** A flow as a STIX 2.1 bundle, canonical JSON. The same flow gives the same bytes. */
export function writeAttackFlow(flow: AttackFlow, sha1: Sha1): string {
  const times = { created: flow.created, modified: flow.created };
  const refs = (id: string, is: Arrow["is"]) =>
    flow.arrows.filter((arrow) => arrow.from === id && arrow.is === is).map(({ to }) => to);
  const head = {
    type: "attack-flow",
    id: flow.id,
    spec_version: "2.1",
    ...times,
    name: flow.name,
    ...(flow.description === "" ? {} : { description: flow.description }),
    scope: flow.scope,
    start_refs: startsOf(flow),
    extensions: EXTENDS,
  };
  const relationships = flow.arrows
    .filter(({ is }) => is === "related")
    .map(({ from, to, word }) => ({
      type: "relationship",
      spec_version: "2.1",
      id: `relationship--${uuidV5(NAMESPACE, formatJson([flow.id, from, word, to]), sha1)}`,
      ...times,
      relationship_type: word === "" ? "related-to" : word,
      source_ref: from,
      target_ref: to,
    }));
  const objects = [DEFINITION, AUTHORED, head, ...flow.objects.map((object) => written(object, times, refs)), ...relationships];
  return `${formatJson({ type: "bundle", id: `bundle--${uuidV5(NAMESPACE, flow.id, sha1)}`, objects })}\n`;
}

const EXTENDS = { [ATTACK_FLOW_EXTENSION]: { extension_type: "new-sdo" } };

const DEFINITION = {
  type: "extension-definition",
  id: ATTACK_FLOW_EXTENSION,
  spec_version: "2.1",
  created: DEFINED,
  modified: DEFINED,
  created_by_ref: EXTENSION_AUTHOR,
  name: "Attack Flow",
  description: "Extends STIX 2.1 with features to create Attack Flows.",
  schema: "https://center-for-threat-informed-defense.github.io/attack-flow/stix/attack-flow-schema-2.0.0.json",
  version: "2.0.0",
  extension_types: ["new-sdo"],
};

const AUTHORED = {
  type: "identity",
  id: EXTENSION_AUTHOR,
  spec_version: "2.1",
  created: DEFINED,
  modified: DEFINED,
  name: "MITRE Center for Threat-Informed Defense",
  identity_class: "organization",
};

function written(object: FlowObject, times: JsonObject, refs: (id: string, is: Arrow["is"]) => readonly string[]): Json {
  const { id, type, properties } = object;
  const lists = {
    effect_refs: refs(id, "effect"),
    on_true_refs: refs(id, "true"),
    on_false_refs: refs(id, "false"),
    asset_refs: refs(id, "asset"),
    object_refs: refs(id, "note"),
  };
  const own = Object.fromEntries(Object.entries(lists).filter(([, ids]) => ids.length > 0));
  return {
    ...properties,
    ...own,
    id,
    type,
    spec_version: "2.1",
    ...(OBSERVABLES.has(type) ? {} : times),
    ...(type.startsWith("attack-") ? { extensions: EXTENDS } : {}),
  };
}

/** Actions and conditions that nothing leads to; of a flow that is one circle, the first. */
function startsOf({ objects, arrows }: AttackFlow): readonly string[] {
  const steps = objects.filter(({ type }) => type === "attack-action" || type === "attack-condition").map(({ id }) => id);
  const led = new Set(arrows.filter(({ is }) => is === "effect" || is === "true" || is === "false").map(({ to }) => to));
  const starts = steps.filter((id) => !led.has(id));
  return starts.length > 0 ? starts : steps.slice(0, 1);
}
