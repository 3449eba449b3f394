import { type Json, type JsonObject, parseBase64, parseJson, tableOf, textOf } from "../../lib/index.ts";
import type { Measure, TargetKind } from "../../model/index.ts";
import type { Cursor } from "./cursor.ts";
import type { Step, Targets } from "./playbook.ts";

/** OpenC2 actions on targets that are one of our measures (OpenC2 Language Specification 1.0 §3.3, Stateless Packet Filtering profile 1.0 §2.1). */
const MEASURES: ReadonlyMap<string, { readonly measure: Measure; readonly target: TargetKind }> = tableOf({
  "deny ipv4_net": { measure: "block", target: "address" },
  "deny ipv6_net": { measure: "block", target: "address" },
  "deny ipv4_connection": { measure: "block", target: "address" },
  "deny ipv6_connection": { measure: "block", target: "address" },
  "contain device": { measure: "quarantine", target: "host" },
});
/** A reference to a variable's value (CACAO 2.0 §10.18.2). */
const VARIABLE = /^__[a-zA-Z_][a-zA-Z0-9_-]{0,199}__:value$/;
const DURATION_MAX_MS = 30 * 86_400_000;

/** The measure that an `openc2-http` command means, or why it is none of ours. Its `args.duration` (milliseconds) is how long. */
export function measureOfOpenC2(id: string, command: Cursor, targets: Targets): Step | string {
  const content = contentOf(command);
  if (content === undefined) return "an OpenC2 command whose content_b64 is not a JSON object";
  const { action, target, args } = content;
  const [kind = "nothing", value] = isObject(target) ? (Object.entries(target)[0] ?? []) : [];
  const name = `${typeof action === "string" ? action : "nothing"} ${kind}`.slice(0, 80);
  const known = MEASURES.get(name);
  if (known === undefined) return `the OpenC2 command ${name}`;
  if (targets[known.target] === undefined) return `the OpenC2 command ${name} needs the fields of ${known.target} under target`;
  if (typeof value !== "string" || !VARIABLE.test(value))
    return "an OpenC2 command on a fixed target: only one that a variable names";
  const durationMs = durationIn(args);
  if (durationMs === undefined) return "an OpenC2 command without args.duration of 1 s to 30 days: nothing is blocked for ever";
  return { kind: "measure", id, ...known, ladder: [{ durationMs, again: 0, withinMs: 0, prefix: null, persons: 0 }], text: null };
}

function contentOf(command: Cursor): JsonObject | undefined {
  const bytes = parseBase64(command.need("content_b64").text(1_000_000));
  const text = bytes.ok ? textOf(bytes.value) : undefined;
  const json = text === undefined ? undefined : parseJson(text);
  return json?.ok === true && isObject(json.value) ? json.value : undefined;
}

function isObject(json: Json | undefined): json is JsonObject {
  return typeof json === "object" && json !== null && !Array.isArray(json);
}

function durationIn(args: Json | undefined): number | undefined {
  const ms = isObject(args) ? args["duration"] : undefined;
  return typeof ms === "number" && Number.isSafeInteger(ms) && ms >= 1_000 && ms <= DURATION_MAX_MS ? ms : undefined;
}
