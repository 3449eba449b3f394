import { parseBase64, parseJson, textOf } from "../../lib/index.ts";
import type { Measure, TargetKind } from "../../model/index.ts";
import { Cursor } from "./cursor.ts";
import type { Plan, Step } from "./playbook.ts";

/** OpenC2 actions on targets that are one of our measures (OpenC2 Language Specification 1.0 §3.3, Stateless Packet Filtering profile 1.0 §2.1). */
const MEASURES: Readonly<Record<string, { readonly measure: Measure; readonly target: TargetKind }>> = {
  "deny ipv4_net": { measure: "block", target: "address" },
  "deny ipv6_net": { measure: "block", target: "address" },
  "deny ipv4_connection": { measure: "block", target: "address" },
  "deny ipv6_connection": { measure: "block", target: "address" },
  "contain device": { measure: "quarantine", target: "host" },
};
/** A reference to a variable's value (CACAO 2.0 §10.18.2). */
const VARIABLE = /^__[a-zA-Z_][a-zA-Z0-9_-]{0,199}__:value$/;
const DURATION_MAX_MS = 30 * 86_400_000;

/** The measure that an `openc2-http` command means, or why it is none of ours. Its `args.duration` (milliseconds) is how long. */
export function measureOfOpenC2(id: string, command: Cursor, targets: Plan["targets"]): Step | string {
  const bytes = parseBase64(command.need("content_b64").text(100_000));
  const text = bytes.ok ? textOf(bytes.value) : undefined;
  const json = text === undefined ? undefined : parseJson(text);
  if (json?.ok !== true || typeof json.value !== "object" || json.value === null || Array.isArray(json.value))
    return "an OpenC2 command whose content_b64 is not JSON";
  const content = new Cursor(json.value, "content_b64");
  const action = content.find("action")?.json;
  const target = content.find("target")?.json;
  const [kind, value] = typeof target === "object" && target !== null ? (Object.entries(target)[0] ?? []) : [];
  const known = MEASURES[`${String(action)} ${kind ?? "nothing"}`];
  if (known === undefined) return `the OpenC2 command ${String(action).slice(0, 40)} ${(kind ?? "nothing").slice(0, 40)}`;
  if (targets[known.target] === undefined)
    return `the OpenC2 command ${String(action)} needs the fields of ${known.target} under target`;
  if (typeof value !== "string" || !VARIABLE.test(value))
    return "an OpenC2 command on a fixed target: only one that a variable names";
  const args = content.find("args")?.json;
  const durationMs = typeof args === "object" && args !== null && "duration" in args ? args.duration : undefined;
  if (typeof durationMs !== "number" || !Number.isSafeInteger(durationMs) || durationMs < 1_000 || durationMs > DURATION_MAX_MS)
    return "an OpenC2 command without args.duration of 1 s to 30 days: nothing is blocked for ever";
  return { kind: "measure", id, ...known, ladder: [{ durationMs, again: 0, withinMs: 0, prefix: null, persons: 0 }], text: null };
}
