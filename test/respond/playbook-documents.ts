import { createHash } from "node:crypto";
import { formatJson, type Json, type JsonObject, utf8 } from "../../src/lib/index.ts";
import { parsePlaybook } from "../../src/respond/playbook/parse.ts";
import type { Playbook, PlaybookFault } from "../../src/respond/playbook/playbook.ts";

/** SHA-256 for tests. */
export const sha256 = (bytes: Uint8Array): Uint8Array => new Uint8Array(createHash("sha256").update(bytes).digest());

/** An identifier of this type, the same for the same number. */
export function idOf(type: string, number: number): string {
  return `${type}--00000000-0000-4000-8000-${number.toString().padStart(12, "0")}`;
}

/** The smallest CACAO 2.0 document: start, one manual action, end; with `members` over it. */
export function cacao(members: JsonObject = {}): JsonObject {
  return {
    type: "playbook",
    spec_version: "cacao-2.0",
    id: idOf("playbook", 1),
    name: "Call somebody",
    created_by: idOf("identity", 1),
    created: "2026-11-22T00:00:00.000Z",
    modified: "2026-11-22T00:00:00.000Z",
    workflow_start: idOf("start", 1),
    workflow: {
      [idOf("start", 1)]: { type: "start", on_completion: idOf("action", 1) },
      [idOf("action", 1)]: action({ on_completion: idOf("end", 1) }),
      [idOf("end", 1)]: { type: "end" },
    },
    agent_definitions: { [idOf("group", 1)]: { type: "group", name: "Operators" } },
    ...members,
  };
}

/** An action step with a manual command. */
export function action(members: JsonObject): JsonObject {
  return {
    type: "action",
    agent: idOf("group", 1),
    commands: [{ type: "manual", command: "Call the harbour office" }],
    ...members,
  };
}

/** What parsePlaybook says of a JSON document. */
export function parseDocument(json: Json): ReturnType<typeof parsePlaybook> {
  return parsePlaybook(utf8(formatJson(json)), sha256);
}

/** `where: expected` of a document that is refused; "" when it is not. */
export function faultOf(read: { readonly ok: true } | { readonly ok: false; readonly fault: PlaybookFault }): string {
  return read.ok ? "" : `${read.fault.where}: ${read.fault.expected}`;
}

/** The playbook of a short form; throws with the fault when it has one. */
export function playbookOf(text: string): Playbook {
  const read = parsePlaybook(utf8(text), sha256);
  if (!read.ok) throw new Error(faultOf(read));
  return read.value;
}
