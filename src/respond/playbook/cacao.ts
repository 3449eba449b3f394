import { checkAgents, checkAuthentication, checkExtensions, checkMarkings, checkSignatures } from "./cacao-definitions.ts";
import { checkGraph } from "./cacao-graph.ts";
import { checkStep } from "./cacao-step.ts";
import { checkReferences, checkVariables, identifier, optional, time, timeMs } from "./cacao-types.ts";
import type { Cursor } from "./cursor.ts";
import { memberPath, refuse } from "./cursor.ts";
import { typeOf } from "./ids.ts";

/** Steps of one playbook. */
export const STEPS_MAX = 1_000;
const DEFINITIONS_MAX = 1_000;
const LIST_MAX = 1_000;

const MEMBERS = [
  ...[
    "type",
    "spec_version",
    "id",
    "name",
    "description",
    "playbook_types",
    "playbook_activities",
    "playbook_processing_summary",
  ],
  ...["created_by", "created", "modified", "revoked", "valid_from", "valid_until", "derived_from", "related_to", "priority"],
  ...[
    "severity",
    "impact",
    "industry_sectors",
    "labels",
    "external_references",
    "markings",
    "playbook_variables",
    "workflow_start",
  ],
  ...["workflow_exception", "workflow", "playbook_extensions", "authentication_info_definitions", "agent_definitions"],
  ...["target_definitions", "extension_definitions", "data_marking_definitions", "signatures"],
];
const SUMMARY = [
  ...[
    "manual_playbook",
    "external_playbooks",
    "parallel_processing",
    "if_logic",
    "while_logic",
    "switch_logic",
    "temporal_logic",
  ],
  ...["data_markings", "digital_signatures", "countersigned_signatures", "extensions"],
];

/** Refuses what the CACAO Security Playbooks 2.0 specification (OASIS, CS01 of 2023-11-27) forbids. Reads nothing of our own extension. */
export function checkCacao(node: Cursor): void {
  node.only(...MEMBERS);
  node.need("type").word(["playbook"]);
  node.need("spec_version").word(["cacao-2.0"]);
  identifier(node.need("id"), "playbook");
  node.need("name").words();
  checkMetadata(node);
  checkTimes(node);
  checkDefinitions(node);
  const steps = node.need("workflow").members(STEPS_MAX);
  for (const [id, step] of steps) checkStep(id, step);
  checkGraph(node, new Map(steps));
  checkReferred(node, steps);
}

/** CACAO 2.0 §3.1. */
function checkMetadata(node: Cursor): void {
  for (const name of ["description"]) node.find(name)?.text(100_000);
  for (const name of ["playbook_types", "playbook_activities", "industry_sectors", "labels"]) {
    for (const item of node.find(name)?.items(LIST_MAX, 1) ?? []) item.words();
  }
  if (node.find("playbook_types") !== undefined && node.find("playbook_activities") === undefined) {
    refuse(memberPath(node.path, "playbook_activities"), "to be there, since playbook_types is");
  }
  for (const [name, flag] of optional(node, "playbook_processing_summary", (one) =>
    one.only(...SUMMARY).members(SUMMARY.length),
  )) {
    if (!flag.flag() && name === "") flag.refuse("true or false");
  }
  for (const name of ["priority", "severity", "impact"]) node.find(name)?.whole(0, 100);
  for (const item of node.find("derived_from")?.items(LIST_MAX, 1) ?? []) identifier(item, "playbook");
  for (const item of node.find("related_to")?.items(LIST_MAX, 1) ?? []) identifier(item);
  checkReferences(node.find("external_references"));
  checkVariables(node.find("playbook_variables"));
}

/** §3.1: modified not before created; valid_until after valid_from. */
function checkTimes(node: Cursor): void {
  identifier(node.need("created_by"), "identity");
  const created = timeMs(node.need("created"));
  const modified = node.need("modified");
  if (timeMs(modified) < created) modified.refuse("a time not before created");
  node.find("revoked")?.flag();
  const from = node.find("valid_from");
  const until = node.find("valid_until");
  for (const one of [from, until]) if (one !== undefined) time(one);
  if (from !== undefined && until !== undefined && timeMs(until) <= timeMs(from)) until.refuse("a time after valid_from");
}

function checkDefinitions(node: Cursor): void {
  checkExtensions(node.find("extension_definitions"), DEFINITIONS_MAX);
  checkAuthentication(node.find("authentication_info_definitions"), DEFINITIONS_MAX);
  checkAgents(node.find("agent_definitions"), DEFINITIONS_MAX);
  checkAgents(node.find("target_definitions"), DEFINITIONS_MAX);
  checkMarkings(node.find("data_marking_definitions"), DEFINITIONS_MAX);
  checkSignatures(node.find("signatures"), DEFINITIONS_MAX);
}

/** Whatever is referred to is defined: agents, targets, authentication, markings, extensions. */
function checkReferred(node: Cursor, steps: readonly (readonly [string, Cursor])[]): void {
  const names = (member: string) => new Set(Object.keys(node.find(member)?.object() ?? {}));
  const agents = names("agent_definitions");
  const targets = names("target_definitions");
  const extensions = names("extension_definitions");
  for (const [id] of node.find("playbook_extensions")?.members(DEFINITIONS_MAX) ?? [])
    known(node.need("playbook_extensions"), id, extensions);
  for (const item of node.find("markings")?.items(LIST_MAX, 1) ?? []) {
    if (!names("data_marking_definitions").has(identifier(item))) item.refuse("the id of one of data_marking_definitions");
  }
  for (const [, step] of steps) {
    for (const [id] of step.find("step_extensions")?.members(DEFINITIONS_MAX) ?? [])
      known(step.need("step_extensions"), id, extensions);
    const agent = step.find("agent");
    if (agent !== undefined && !agents.has(agent.text())) agent.refuse("the id of one of agent_definitions");
    for (const target of step.find("targets")?.items(LIST_MAX, 1) ?? []) {
      if (!targets.has(target.text())) target.refuse("the id of one of target_definitions");
    }
  }
  const authentication = names("authentication_info_definitions");
  for (const member of ["agent_definitions", "target_definitions"]) {
    for (const [, one] of node.find(member)?.members(DEFINITIONS_MAX) ?? []) {
      const used = one.find("authentication_info");
      if (used !== undefined && !authentication.has(used.text())) used.refuse("the id of one of authentication_info_definitions");
    }
  }
}

function known(node: Cursor, id: string, extensions: ReadonlySet<string>): void {
  if (typeOf(id) !== "extension-definition" || !extensions.has(id))
    refuse(memberPath(node.path, id), "the id of one of extension_definitions");
}
