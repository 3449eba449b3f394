import { parseBase64, tableOf } from "../../lib/index.ts";
import { checkArguments, checkExtended, checkReferences, checkVariables, identifier, time } from "./cacao-types.ts";
import type { Cursor } from "./cursor.ts";
import { memberPath, refuse } from "./cursor.ts";
import { typeOf } from "./ids.ts";

const LIST_MAX = 1_000;
const TEXT_MAX = 100_000;

const ANY = [
  "type",
  "name",
  "description",
  "external_references",
  "delay",
  "timeout",
  "step_variables",
  "owner",
  "step_extensions",
];
const NEXT = ["on_completion", "on_success", "on_failure"];

/** The members of each step type beside those of every step (§4). */
const OF_TYPE: ReadonlyMap<string, readonly string[]> = tableOf({
  start: ["on_completion"],
  end: [],
  action: [...NEXT, "commands", "agent", "targets", "in_args", "out_args"],
  "playbook-action": [...NEXT, "playbook_id", "playbook_version", "in_args", "out_args"],
  parallel: [...NEXT, "next_steps"],
  "if-condition": [...NEXT, "condition", "on_true", "on_false"],
  "while-condition": [...NEXT, "condition", "on_true"],
  "switch-condition": [...NEXT, "switch", "cases"],
});
const STEP_TYPES: readonly string[] = [...OF_TYPE.keys()];

/** Refuses a workflow step that §4 forbids. Whether its next steps exist is for checkGraph. */
export function checkStep(id: string, step: Cursor): void {
  const type = step.need("type").word(STEP_TYPES);
  identifierKey(id, type, step);
  step.only(...ANY, ...(OF_TYPE.get(type) ?? []));
  for (const name of ["name", "description"]) step.find(name)?.text(TEXT_MAX);
  step.find("delay")?.whole(0, Number.MAX_SAFE_INTEGER);
  step.find("timeout")?.whole(0, Number.MAX_SAFE_INTEGER);
  const owner = step.find("owner");
  if (owner !== undefined) identifier(owner, "identity");
  checkReferences(step.find("external_references"));
  checkVariables(step.find("step_variables"));
  checkExtended(step, "step_extensions");
  checkNext(type, step);
  checkOwn(type, step);
}

function identifierKey(id: string, type: string, step: Cursor): void {
  if (typeOf(id) !== type) refuse(step.path, `a name such as ${type}--UUID, as its type says`);
  if (!/^[a-z-]+--[0-9a-fA-F-]{36}$/.test(id)) refuse(step.path, "a name that is type--UUID");
}

/** §4.1: on_completion stands alone; on_failure needs on_success beside it. */
function checkNext(type: string, step: Cursor): void {
  const completion = step.find("on_completion");
  const success = step.find("on_success");
  const failure = step.find("on_failure");
  if (completion !== undefined && (success ?? failure) !== undefined)
    completion.refuse("not to be there beside on_success or on_failure");
  if (failure !== undefined && success === undefined)
    refuse(memberPath(step.path, "on_success"), "to be there, since on_failure is");
  const goesOn = ["start", "action", "playbook-action"].includes(type);
  if (goesOn && completion === undefined && success === undefined) {
    refuse(memberPath(step.path, "on_completion"), "to be there: a path must end at an end step");
  }
}

function checkOwn(type: string, step: Cursor): void {
  switch (type) {
    case "action":
      checkAction(step);
      break;
    case "playbook-action":
      identifier(step.need("playbook_id"), "playbook");
      if (step.find("playbook_version") !== undefined) time(step.need("playbook_version"));
      break;
    case "if-condition":
    case "while-condition":
      step.need("condition").words(TEXT_MAX);
      break;
    case "switch-condition":
      step.need("switch").words(TEXT_MAX);
      break;
  }
  checkArguments(step, "in_args");
  checkArguments(step, "out_args");
}

/** §4.5 and §5. */
function checkAction(step: Cursor): void {
  for (const command of step.need("commands").items(LIST_MAX, 1)) checkCommand(command);
  identifier(step.need("agent"));
  for (const target of step.find("targets")?.items(LIST_MAX, 1) ?? []) identifier(target);
}

const COMMAND = [
  "type",
  "description",
  "version",
  "playbook_activity",
  "external_references",
  "command",
  "command_b64",
  "content_b64",
];
const OF_COMMAND: ReadonlyMap<string, readonly string[]> = tableOf({
  manual: [],
  "openc2-http": ["headers"],
});

function checkCommand(command: Cursor): void {
  const type = command.need("type").words(100);
  for (const name of ["description", "version", "playbook_activity", "command"]) command.find(name)?.text(TEXT_MAX);
  for (const name of ["command_b64", "content_b64"]) {
    const node = command.find(name);
    if (node !== undefined && !parseBase64(node.text(1_000_000)).ok) node.refuse("base64 (RFC 4648)");
  }
  checkReferences(command.find("external_references"));
  const own = OF_COMMAND.get(type);
  if (own !== undefined) command.only(...COMMAND, ...own);
  if (type === "openc2-http") checkOpenC2(command);
}

/** §5.9: the HTTP start line, the headers, the OpenC2 command. */
function checkOpenC2(command: Cursor): void {
  command.need("command").match(/^POST \S{1,2000} HTTP\/[1-3](?:\.[0-9])?$/, "an HTTP start line such as POST /openc2 HTTP/1.1");
  command.need("content_b64");
  for (const [, values] of command.find("headers")?.members(100) ?? []) for (const value of values.items(100)) value.text(10_000);
}
