import { type Json, type JsonObject, type Shaped, shape } from "../../lib/index.ts";
import type { Order } from "../actuator.ts";

const name = shape.text(253);

/** The consumer that is commanded, as its operator configured it. */
export const openC2ConfigShape = shape.record({
  /** https, or http to this machine itself. */
  url: shape.text(2000),
  measures: shape.list(shape.word("block"), 1),
  /** `net`: deny ipv4_net and ipv6_net; `connection`: deny ipv4_connection and ipv6_connection by source address. */
  target: shape.word("net", "connection"),
  /** Who ends a rule: the consumer by stop_time, or we by deleting it. */
  ends: shape.word("consumer", "producer"),
  dropProcess: shape.word("none", "reject", "false_ack"),
  direction: shape.nullable(shape.word("both", "ingress", "egress")),
  /** Which packet filter among several. Oc2slpf §2.1.4. */
  actuator: shape.nullable(
    shape.record({ hostname: shape.nullable(name), namedGroup: shape.nullable(name), assetId: shape.nullable(name) }),
  ),
  timeoutMs: shape.count,
  /** Files: those whom we believe, and who we are. Null: the system's own, and nobody. */
  tls: shape.nullable(shape.record({ ca: shape.nullable(name), cert: shape.nullable(name), key: shape.nullable(name) })),
  /** A file with a bearer token; null for none. */
  token: shape.nullable(name),
});

export type OpenC2Config = Shaped<typeof openC2ConfigShape>;

/** A command as JSON; OpenC2 Language Specification v1.0 §3.3.1, SLPF profile v1.0 §2.3. */
export type OpenC2Command = JsonObject;

/** `deny` for one order that blocks an address or prefix, and asks for the whole answer, since undoing needs the rule's number. */
export function denyCommand({ target, expiresAtMs }: Pick<Order, "target" | "expiresAtMs">, config: OpenC2Config): OpenC2Command {
  const ends: JsonObject = config.ends === "consumer" && expiresAtMs !== null ? { stop_time: expiresAtMs } : {};
  const direction: JsonObject = config.direction === null ? {} : { direction: config.direction };
  return {
    action: "deny",
    target: { [targetName(target.value, config)]: targetOf(target.value, config) },
    args: { ...ends, response_requested: "complete", slpf: { drop_process: config.dropProcess, ...direction } },
    actuator: { slpf: specifiers(config) },
  };
}

/** `delete slpf:rule_number`, which takes no arguments but the response. Oc2slpf §2.3.4.1. */
export function deleteCommand(ruleNumber: number, config: OpenC2Config): OpenC2Command {
  return {
    action: "delete",
    target: { "slpf:rule_number": ruleNumber },
    args: { response_requested: "complete" },
    actuator: { slpf: specifiers(config) },
  };
}

/** `query features pairs`: what the consumer can do. */
export function queryCommand(): OpenC2Command {
  return { action: "query", target: { features: ["pairs"] } };
}

/** The SLPF target that an address or prefix becomes: `ipv4_net` and the like. */
export function targetName(value: string, { target }: Pick<OpenC2Config, "target">): string {
  return `${value.includes(":") ? "ipv6" : "ipv4"}_${target}`;
}

function targetOf(value: string, { target }: OpenC2Config): Json {
  return target === "net" ? value : { src_addr: value };
}

function specifiers({ actuator }: OpenC2Config): JsonObject {
  const named = [
    ["hostname", actuator?.hostname],
    ["named_group", actuator?.namedGroup],
    ["asset_id", actuator?.assetId],
  ] as const;
  return Object.fromEntries(named.flatMap(([key, value]) => (value === null || value === undefined ? [] : [[key, value]])));
}
