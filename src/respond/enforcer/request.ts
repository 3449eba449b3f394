import { type Checked, type Json, no, parseJson, type Shaped, shape, textOf, yes } from "../../lib/index.ts";
import { ORDERS_MAX } from "./limits.ts";
import { orderShape, undoShape } from "./orders.ts";

const id = shape.count;

/** What can be asked, each with exactly these names. */
const REQUESTS = {
  hello: shape.record({ id, op: shape.word("hello"), protocol: shape.count }),
  apply: shape.record({ id, op: shape.word("apply"), orders: shape.list(orderShape, ORDERS_MAX) }),
  rehearse: shape.record({ id, op: shape.word("rehearse"), orders: shape.list(orderShape, ORDERS_MAX) }),
  undo: shape.record({ id, op: shape.word("undo"), orders: shape.list(undoShape, ORDERS_MAX) }),
  list: shape.record({ id, op: shape.word("list") }),
  generation: shape.record({ id, op: shape.word("generation") }),
  protection: shape.record({ id, op: shape.word("protection") }),
} as const;

export type EnforcerOp = keyof typeof REQUESTS;
export type EnforcerRequest = { readonly [Op in EnforcerOp]: Shaped<(typeof REQUESTS)[Op]> }[EnforcerOp];

/** Why a request was not taken; `id` is null when even that could not be read. */
export type RequestFault = { readonly id: number | null; readonly path: string; readonly expected: string };

/** Reads one line. Input is untrusted: never throws; a wrong, missing or unknown name is refused by its path. */
export function readRequest(line: Uint8Array): Checked<EnforcerRequest, RequestFault> {
  const text = textOf(line);
  if (text === undefined) return no({ id: null, path: "line", expected: "UTF-8" });
  const json = parseJson(text);
  if (!json.ok) return no({ id: null, path: `line[${json.fault.at}]`, expected: json.fault.expected });
  const requestId = idOf(json.value);
  const op = opOf(json.value);
  if (op === undefined) return no({ id: requestId, path: "request.op", expected: `one of ${Object.keys(REQUESTS).join(", ")}` });
  const read = REQUESTS[op](json.value, "request");
  return read.ok ? yes(read.value) : no({ id: requestId, path: read.fault.path, expected: read.fault.expected });
}

function opOf(json: Json): EnforcerOp | undefined {
  const op = memberOf(json, "op");
  return typeof op === "string" && Object.hasOwn(REQUESTS, op) ? (op as EnforcerOp) : undefined;
}

function idOf(json: Json): number | null {
  const read = id(memberOf(json, "id"), "id");
  return read.ok ? read.value : null;
}

function memberOf(json: Json, name: string): Json | undefined {
  const isObject = typeof json === "object" && json !== null && !Array.isArray(json);
  return isObject ? (json as Readonly<Record<string, Json>>)[name] : undefined;
}
