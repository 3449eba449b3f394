import assert from "node:assert/strict";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { hostClock } from "../../src/app/pipeline.ts";
import { openEnforcers } from "../../src/app/respond/enforcers.ts";
import { Entrance } from "../../src/app/respond/entrance.ts";
import type { Responder } from "../../src/app/respond/responder.ts";
import { sha256 } from "../../src/ledger/io/index.ts";
import type { Measure } from "../../src/model/index.ts";
import { findings, type Gate, gateActuator, protectionOf } from "../../src/respond/index.ts";
import { serveEnforcer } from "../../src/respond/io/index.ts";
import { isFailure } from "../keys/node.ts";
import { temporaryFolder } from "../support/run-meridian.ts";
import { FakeActuator } from "./fake-actuator.ts";
import { detectionOf, HOUR, manualBlock, openScene, settle, TestTime, WORDS } from "./scene.ts";

const OPEN: Gate = {
  judge: (orders) => orders.map(() => null),
  counted: () => undefined,
  protection: () => protectionOf([findings({})], sha256),
};

/** An enforcer on a socket of its own that takes some measures and holds in memory. */
async function enforcerOf(path: string, name: string, measures: readonly Measure[]) {
  const system = Object.assign(new FakeActuator(hostClock), { name, measures });
  const server = await serveEnforcer({ path, actuator: gateActuator(system, OPEN), log: () => undefined });
  return { system, close: () => server.close() };
}

async function two(context: TestContext) {
  const folder = await temporaryFolder(context);
  const paths = [join(folder, "packets.sock"), join(folder, "accounts.sock")] as const;
  const problems: string[] = [];
  return { paths, problems, open: () => openEnforcers(paths, { clock: hostClock, onProblem: (what) => problems.push(what) }) };
}

const block = { ...manualBlock(["203.0.113.66"]) };
const lock = { ...manualBlock(["account:svc"]), measure: "lock-account" as const };

test("of two enforcers one dies: the other goes on, each is compared by itself, and all comes back", async (context) => {
  const { paths, open } = await two(context);
  const packets = await enforcerOf(paths[0], "nft", ["block", "quarantine"]);
  const accounts = await enforcerOf(paths[1], "accounts", ["lock-account", "end-session"]);
  const enforcers = await open();
  const time = new TestTime();
  time.nowMs = hostClock();
  const { responder, problems } = await openScene({ actuator: enforcers.actuator, enforcers: enforcers.each }, { time });
  const states = async (request: typeof block | typeof lock) => (await responder.answer(request)).steps.map(({ step }) => step);
  assert.deepEqual([await states(block), await states(lock)], [["applied"], ["applied"]]);
  assert.deepEqual([packets.system.held.size, accounts.system.held.size], [1, 1]);

  await accounts.close();
  assert.deepEqual(await states({ ...lock, targets: ["account:other"] }), ["failed"]);
  assert.deepEqual(await states({ ...block, targets: ["203.0.113.67"] }), ["applied"]);
  await time.pass(4000, 4000);
  await until(() => responder.status().unreachable !== null);
  assert.match(responder.status().unreachable ?? "", /^enforcer\(accounts\): /);
  assert.match(problems.join("\n"), /alarm: enforcement fell below/);
  packets.system.tamper((held) => held.clear());
  await time.pass(4000, 4000);
  await until(() => packets.system.held.size === 2);
  const undone = await responder.answer({ ask: "unblock", what: ["203.0.113.66", "account:svc"], measure: null, ...WORDS });
  assert.deepEqual(undone.steps.map(({ step, measure }) => `${step} ${measure}`).sort(), ["failed lock-account", "undone block"]);

  const again = await enforcerOf(paths[1], "accounts", ["lock-account", "end-session"]);
  await time.pass(4000, 4000);
  await until(() => again.system.held.size === 1 && responder.status().unreachable === null);
  await responder.close();
  await Promise.all([enforcers.close(), packets.close(), again.close()]);
});

test("an enforcer that comes late is used from then on; without any there is nothing to act with", async (context) => {
  const { paths, problems, open } = await two(context);
  await assert.rejects(open(), isFailure("ENFORCER_UNREACHABLE"));
  const packets = await enforcerOf(paths[0], "nft", ["block"]);
  const enforcers = await open();
  assert.match(problems.join(), /the other enforcers act meanwhile$/);
  assert.deepEqual(enforcers.actuator.measures, ["block"]);
  const accounts = await enforcerOf(paths[1], "accounts", ["lock-account"]);
  await enforcers.each[1]?.generation();
  assert.deepEqual(enforcers.actuator.measures, ["block", "lock-account"]);
  await Promise.all([enforcers.close(), packets.close(), accounts.close()]);
});

test("two enforcers that take the same measure are refused by name, also when the second comes late", async (context) => {
  const { paths, open } = await two(context);
  const packets = await enforcerOf(paths[0], "nft", ["block"]);
  const late = await open();
  const other = await enforcerOf(paths[1], "memory", ["block"]);
  const isNamed = (error: unknown) =>
    isFailure("CONFIG_INVALID")(error) && /packets\.sock and .*accounts\.sock both take block/.test(String(error));
  await assert.rejects(async () => late.each[1]?.generation(), isNamed);
  await assert.rejects(open(), isNamed);
  await Promise.all([late.close(), packets.close(), other.close()]);
});

test("a node that starts says how far it is, and does what was ordered when it can", async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const entrance = new Entrance();
  entrance.tell("100000 of 400000 entries of its ledger read");
  const asked = entrance.answer({ ask: "status" });
  context.mock.timers.tick(2000);
  await assert.rejects(asked, /LEDGER_BUSY|starting: 100000 of 400000 entries/);
  const ordered = entrance.answer(block);
  entrance.open({ answer: (async () => "done") as unknown as Responder["answer"] });
  assert.equal(await ordered, "done");
});

/** Lets sockets do their work. */
async function until(isSo: () => boolean): Promise<void> {
  for (let round = 0; round < 2000 && !isSo(); round++) await new Promise((resolve) => setImmediate(resolve));
  assert.ok(isSo());
}

test("detections and orders do not wait for what is put back at a start", async () => {
  const first = await openScene();
  await first.responder.answer(
    manualBlock(
      Array.from({ length: 50 }, (_, index) => `198.51.100.${index}`),
      2 * HOUR,
    ),
  );
  await first.responder.close();
  await first.ledger.close();
  first.actuator.held.clear();
  let open = (): void => undefined;
  first.actuator.gate = new Promise((resolve) => (open = resolve));
  const again = await openScene({}, { ...first, waits: false });
  await settle();
  assert.deepEqual(again.responder.status().starting, { done: 0, of: 50 });
  again.responder.observe(detectionOf("203.0.113.66"), again.time.nowMs);
  assert.ok(again.actuator.held.has("block address:203.0.113.66"));
  const undone = again.responder.answer({ ask: "unblock", what: ["198.51.100.7"], measure: null, ...WORDS });
  open();
  await again.responder.started;
  assert.deepEqual([(await undone).steps[0]?.step, again.responder.status().starting], ["undone", null]);
  assert.equal(again.actuator.held.size, 50);
  await again.responder.close();
});
