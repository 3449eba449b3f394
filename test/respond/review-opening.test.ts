import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { test } from "node:test";
import { defaultConfig } from "../../src/app/config.ts";
import { openNode } from "../../src/app/index.ts";
import { formatPeers } from "../../src/app/parties/witnessing-peers.ts";
import { hostClock } from "../../src/app/pipeline.ts";
import { openResponder } from "../../src/app/respond/open-responder.ts";
import { temporaryFolder } from "../support/run-meridian.ts";
import { FakeActuator } from "./fake-actuator.ts";
import { manualBlock } from "./scene.ts";

const PARTY = { name: "Harbour Authority", kind: "port", jurisdiction: null, exercise: true };

test("witnesses, mirrors and followed logs are never blocked, and the canary sings before anything is put back", async (context) => {
  const folder = await temporaryFolder(context);
  mkdirSync(join(folder, "witness"), { recursive: true });
  const witness = { party: "Party A", url: "https://203.0.113.66:8443/w", vkeys: [] };
  const peers = {
    witnesses: [{ ...witness, mirror: { url: "http://[2001:db8:7::9]/m", vkeys: [] } }],
    logs: [{ origin: "b.example", party: "Party B", url: "https://203.0.113.67", vkeys: [] }],
  };
  writeFileSync(join(folder, "witness", "peers.json"), formatPeers(peers));
  const actuator = new FakeActuator(hostClock);
  let callsBefore: number | undefined;
  const server = createServer((socket) => {
    callsBefore ??= actuator.calls.length;
    socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const bound = server.address();
  const port = typeof bound === "object" && bound !== null ? bound.port : 0;
  const node = await openNode({ dataDirectory: folder, party: PARTY, origin: null });
  const config = defaultConfig(folder);
  const canaries = [{ kind: "tcp", host: "127.0.0.1", port, name: "" }] as const;
  const responder = await openResponder({
    node,
    config: { ...config, respond: { ...config.respond, mode: "act", canaries: [...canaries] } },
    actuator,
    onAction: () => undefined,
    onProblem: () => undefined,
  });
  await responder.started;
  const { steps } = await responder.answer<"block">(
    manualBlock(["203.0.113.66", "203.0.113.67", "2001:db8:7::9", "203.0.113.99"]),
  );
  await responder.close();
  await node.close();
  server.close();
  const answers = steps.map(({ step, guards, targets }) => `${step} ${guards.refusedBy} ${targets[0]?.value}`);
  assert.deepEqual(
    new Set(answers),
    new Set([
      "applied null 203.0.113.99",
      "refused peer 2001:db8:7::9",
      "refused peer 203.0.113.66",
      "refused peer 203.0.113.67",
    ]),
  );
  assert.equal(callsBefore, 0);
});
