import { checkAgents, checkAuthentication, checkExtensions, checkMarkings, checkSignatures } from "./cacao-definitions.ts";
import { checkGraph } from "./cacao-graph.ts";
import { checkStep } from "./cacao-step.ts";
import { checkExtended, checkReferences, checkVariables, identifier, time, timeMs } from "./cacao-types.ts";
import type { Cursor } from "./cursor.ts";
import { refuse } from "./cursor.ts";

/** Steps of one playbook. */
const STEPS_MAX = 1_000;
const DEFINITIONS_MAX = 1_000;
const LIST_MAX = 1_000;

// §3.1.
const MEMBERS =
  "type spec_version id name description playbook_types playbook_activities playbook_processing_summary created_by created modified revoked \
valid_from valid_until derived_from related_to priority severity impact industry_sectors labels external_references markings \
playbook_variables workflow_start workflow_exception workflow playbook_extensions authentication_info_definitions agent_definitions \
target_definitions extension_definitions data_marking_definitions signatures".split(" ");
// §10.14.
const SUMMARY =
  "manual_playbook external_playbooks parallel_processing if_logic while_logic switch_logic temporal_logic data_markings \
digital_signatures countersigned_signatures extensions".split(" ");

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

/** §3.1. */
function checkMetadata(node: Cursor): void {
  node.find("description")?.text(100_000);
  for (const name of ["playbook_types", "playbook_activities", "industry_sectors", "labels"]) {
    for (const item of items(node, name)) item.words();
  }
  for (const [, flag] of node
    .find("playbook_processing_summary")
    ?.only(...SUMMARY)
    .members(SUMMARY.length) ?? [])
    flag.flag();
  for (const name of ["priority", "severity", "impact"]) node.find(name)?.whole(0, 100);
  for (const item of items(node, "derived_from")) identifier(item, "playbook");
  for (const item of items(node, "related_to")) identifier(item);
  checkReferences(node.find("external_references"));
  checkVariables(node.find("playbook_variables"));
  checkExtended(node, "playbook_extensions");
}

function items(node: Cursor, name: string): readonly Cursor[] {
  return node.find(name)?.items(LIST_MAX, 1) ?? [];
}

function members(node: Cursor, name: string): readonly (readonly [string, Cursor])[] {
  return node.find(name)?.members(DEFINITIONS_MAX) ?? [];
}

/** What the specification asks for and nothing hangs on: published playbooks often lack it, so it is said and not refused. */
export function remarksOn(node: Cursor): readonly string[] {
  const lacks = node.find("playbook_types") !== undefined && node.find("playbook_activities") === undefined;
  return lacks ? ["$.playbook_activities: expected to be there, since playbook_types is (CACAO 2.0 §3.1)"] : [];
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
  const isOneOf = (reference: Cursor | undefined, definitions: string) => {
    if (reference !== undefined && node.find(definitions)?.object()[reference.text()] === undefined) {
      reference.refuse(`the id of one of ${definitions}`);
    }
  };
  const checkUsed = (extended: Cursor, name: string) => {
    for (const [id, extension] of members(extended, name)) {
      if (node.find("extension_definitions")?.object()[id] === undefined)
        refuse(extension.path, "the id of one of extension_definitions");
    }
  };
  checkUsed(node, "playbook_extensions");
  for (const item of items(node, "markings")) isOneOf(item, "data_marking_definitions");
  for (const [, step] of steps) {
    checkUsed(step, "step_extensions");
    isOneOf(step.find("agent"), "agent_definitions");
    for (const target of items(step, "targets")) isOneOf(target, "target_definitions");
  }
  for (const [, one] of [...members(node, "agent_definitions"), ...members(node, "target_definitions")]) {
    isOneOf(one.find("authentication_info"), "authentication_info_definitions");
  }
}
