import assert from "node:assert/strict";
import { mkdirSync, statSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { test } from "node:test";
import { defaultConfig } from "../../src/app/config.ts";
import { askResponder, openNode, openResponderDoor } from "../../src/app/index.ts";
import { hostClock } from "../../src/app/pipeline.ts";
import { openResponder } from "../../src/app/respond/open-responder.ts";
import { parseJson } from "../../src/lib/index.ts";
import { isFailure } from "../keys/node.ts";
import { temporaryFolder } from "../support/run-meridian.ts";
import { FakeActuator } from "./fake-actuator.ts";
import { HOUR, manualBlock, WORDS } from "./scene.ts";

const PARTY = { name: "Harbour Authority", kind: "port", jurisdiction: null, exercise: true };
const ATTACKER = "203.0.113.66";

async function openRunning(dataDirectory: string) {
  const node = await openNode({ dataDirectory, party: PARTY, origin: null });
  const actuator = new FakeActuator(hostClock);
  const config = defaultConfig(dataDirectory);
  const responder = await openResponder({
    node,
    config: { ...config, respond: { ...config.respond, mode: "act" } },
    actuator,
    onAction: () => undefined,
    onProblem: () => undefined,
  });
  return {
    actuator,
    close: async () => {
      await responder.close();
      await node.close();
    },
  };
}

test("a running node is asked by its socket, which is its owner's alone", async (context) => {
  const folder = await temporaryFolder(context);
  const running = await openRunning(folder);
  assert.equal(statSync(join(folder, "respond.sock")).mode & 0o777, 0o600);
  const door = await openResponderDoor(folder);
  const blocked = await door.ask(manualBlock([ATTACKER]));
  assert.deepEqual(
    blocked.steps.map(({ step }) => step),
    ["applied"],
  );
  assert.equal(running.actuator.held.size, 1);
  const [all, undone] = await Promise.all([
    door.ask({ ask: "blocks", after: null, limit: 5, of: ATTACKER }),
    door.ask({ ask: "unblock", what: [ATTACKER], measure: null, ...WORDS }),
  ]);
  assert.equal(all.blocks.length, 1);
  assert.ok(undone.tookMs < 100, `an undo took ${undone.tookMs} ms`);
  await assert.rejects(door.ask(manualBlock(["127.0.0.1"], 40 * 24 * HOUR)), isFailure("CLI_USAGE", /from 1s to 30d/));
  const own = await door.ask(manualBlock(["127.0.0.1"]));
  assert.deepEqual(
    own.steps.map(({ step, guards }) => [step, guards.refusedBy]),
    [["refused", "special-address"]],
  );
  await door.close();
  await running.close();
  await assert.rejects(askResponder(folder, { ask: "status" }), isFailure("ENFORCER_UNREACHABLE"));
});

test("a data directory with a long name has a socket all the same", {
  skip: process.platform !== "linux" && "needs /proc",
}, async (context) => {
  const folder = join(await temporaryFolder(context), "d".repeat(120));
  mkdirSync(folder);
  const running = await openRunning(folder);
  assert.equal((await askResponder(folder, { ask: "status" })).mode, "act");
  await running.close();
});

const NONSENSE: readonly (readonly [string, RegExp])[] = [
  ["{", /one request as a line of JSON/],
  ["[]", /one of block, unblock/],
  ['{"ask":"toString"}', /one of block, unblock/],
  ['{"ask":"status","more":1}', /no such name/],
  ['{"ask":"blocks","after":null,"limit":-1,"of":null}', /a whole number/],
  ['{"ask":"submit","envelope":"{}"}', /./],
];

test("nonsense is answered and ends nothing", async (context) => {
  const folder = await temporaryFolder(context);
  const running = await openRunning(folder);
  const socket = connect(join(folder, "respond.sock"));
  const lines: string[] = [];
  const done = new Promise<void>((resolve) => {
    let text = "";
    socket.on("data", (chunk: Buffer) => {
      text += chunk.toString();
      const whole = text.split("\n");
      if (whole.length > NONSENSE.length) {
        lines.push(...whole.slice(0, -1));
        resolve();
      }
    });
  });
  socket.write(NONSENSE.map(([request]) => `${request}\n`).join(""));
  await done;
  socket.destroy();
  for (const [index, [request, message]] of NONSENSE.entries()) {
    const answer = parseJson(lines[index] ?? "");
    assert.ok(answer.ok, request);
    const { ok, message: said } = answer.value as { ok: boolean; message: string };
    assert.deepEqual([ok, message.test(said)], [false, true], `${request}: ${said}`);
  }
  assert.equal((await askResponder(folder, { ask: "status" })).intended, 0);
  await running.close();
});
