import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Target } from "../../src/model/index.ts";
import { gateActuator, protectionOf } from "../../src/respond/index.ts";
import {
  connectEnforcer,
  memoryActuator,
  openOpenC2Actuator,
  openWebhookActuator,
  serveEnforcer,
  stateFile,
} from "../../src/respond/io/index.ts";
import { actuatorContract } from "./actuator-contract.ts";

let nowMs = 1_795_343_175_000;
const clock = () => nowMs;
const block = (kind: Target["kind"], value: string) => ({ measure: "block", target: { kind, value } }) as const;
const under = {
  targets: [block("address", "203.0.113.7"), block("address", "2001:db8::7"), block("prefix", "198.51.100.0/24")],
  nowMs: clock,
  pass: async (ms: number) => {
    nowMs += ms;
  },
  precisionMs: 0,
};

function grounds() {
  const directory = mkdtempSync(join(tmpdir(), "meridian-contract-"));
  return { at: (name: string) => join(directory, name), remove: () => rmSync(directory, { recursive: true, force: true }) };
}

/** A place that answers every POST with one JSON document; rules are numbered. */
async function place() {
  let rule = 0;
  const server = createServer((request, response) => {
    request.resume().on("end", () => response.end(JSON.stringify({ status: 200, results: { slpf: { rule_number: ++rule } } })));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, close };
}

const gate = {
  judge: (orders: readonly unknown[]) => orders.map(() => null),
  counted: () => undefined,
  protection: () => protectionOf([], () => new Uint8Array(32)),
};

actuatorContract({
  ...under,
  name: "the enforcer's client",
  open: async () => {
    const { at, remove } = grounds();
    const actuator = gateActuator(memoryActuator(clock), gate);
    const server = await serveEnforcer({ path: at("socket"), actuator, log: () => undefined });
    const client = await connectEnforcer(at("socket"), { clock, timeoutMs: 5000 });
    const close = async () => {
      await client.close();
      await server.close();
      remove();
    };
    return { actuator: client, close };
  },
});

actuatorContract({
  ...under,
  name: "openc2",
  open: async () => {
    const [{ at, remove }, { url, close: closePlace }] = [grounds(), await place()];
    const config = { measures: ["block"], target: "net", ends: "consumer", dropProcess: "none", direction: null };
    writeFileSync(at("config"), JSON.stringify({ ...config, url, actuator: null, timeoutMs: 2000, tls: null, token: null }));
    const state = stateFile(at("state"));
    const actuator = await openOpenC2Actuator({ configPath: at("config"), state, clock, onProblem: () => undefined });
    const close = async () => {
      await actuator.close();
      closePlace();
      remove();
    };
    return { actuator, close };
  },
});

actuatorContract({
  ...under,
  name: "webhook",
  open: async () => {
    const [{ at, remove }, { url, close: closePlace }] = [grounds(), await place()];
    writeFileSync(at("secrets"), `whsec_${Buffer.alloc(32, 7).toString("base64")}\n`, { mode: 0o600 });
    writeFileSync(at("config"), JSON.stringify({ url, measures: ["block"], secrets: at("secrets"), timeoutMs: 2000, ca: null }));
    const actuator = await openWebhookActuator({ configPath: at("config"), state: stateFile(at("state")), clock });
    const close = async () => {
      closePlace();
      remove();
    };
    return { actuator, close };
  },
});
