import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { readArguments } from "../../src/enforcer/arguments.ts";
import { rightsOf } from "../../src/enforcer/roles.ts";
import {
  enforcerLimits,
  findings,
  gateActuator,
  joinActuators,
  type ProtectionConfig,
  protectionOf,
} from "../../src/respond/index.ts";
import { memoryActuator, openEnforcerGate, openGuards } from "../../src/respond/io/index.ts";

const NOW_MS = 1_795_343_175_000;
const clock = () => NOW_MS;
const block = (value: string, more: object = {}) => ({
  measure: "block" as const,
  target: { kind: value.includes("/") ? ("prefix" as const) : ("address" as const), value },
  expiresAtMs: NOW_MS + 60_000,
  reachability: "unstated" as const,
  ...more,
});

/** A gate on a machine where nothing is found but what is configured. */
async function gated(t: TestContext, given: Readonly<Record<string, number>> = {}) {
  let config: ProtectionConfig = {};
  const limits = enforcerLimits(given);
  assert.ok(limits.ok);
  const memory = memoryActuator(clock);
  const events: string[] = [];
  const gate = await openEnforcerGate({
    configured: () => config,
    limits: limits.value,
    clock,
    actuator: memory,
    log: (event) => events.push(event),
    open: (options) =>
      openGuards({
        ...options,
        flows: () => ({ seen: 0, byRemote: new Map() }),
        find: async ({ allow = [] }) => {
          const networks = allow.map(
            ({ at, why }) => ({ network: at, guard: "allowlist", why, from: "the test", yields: false }) as const,
          );
          return protectionOf([findings({ networks })], (bytes) => new Uint8Array(32).fill(bytes.length & 255));
        },
      }),
  });
  t.after(() => gate.close());
  const configure = (next: ProtectionConfig) => {
    config = next;
  };
  return { actuator: gateActuator(memory, gate), memory, events, configure };
}

test("what comes onto the list is refused to the next order, and what is held against it goes", async (t) => {
  const { actuator, memory, events, configure } = await gated(t);
  await actuator.apply([block("203.0.113.7"), block("198.51.100.7")]);
  configure({ allow: [{ at: "203.0.113.0/24", why: "partner" }] });
  const [outcome] = await actuator.apply([block("203.0.113.9")]);
  assert.deepEqual([outcome?.state, outcome?.guard], ["refused", "allowlist"]);
  while (!events.includes("taken-back")) await new Promise((resolve) => setTimeout(resolve, 20));
  assert.deepEqual(
    (await memory.list()).map(({ target }) => target.value),
    ["198.51.100.7"],
  );
});

test("the enforcer's own budget ends a storm, and a rehearsal takes nothing of it", async (t) => {
  const { actuator } = await gated(t, { addressesPerMinute: 3 });
  const storm = Array.from({ length: 5 }, (_, index) => block(`203.0.113.${index}`));
  const states = (outcomes: readonly { state: string; guard: string | null }[]) => outcomes.map(({ guard }) => guard);
  await actuator.rehearse(storm);
  assert.deepEqual(states(await actuator.apply(storm)), [null, null, null, "budget", "budget"]);
});

for (const [name, order, guard] of [
  ["loopback", block("127.0.0.1"), "special-address"],
  ["a sixteenth of the Internet", block("64.0.0.0/4"), "prefix-length"],
  ["what has ended", block("203.0.113.7", { expiresAtMs: NOW_MS }), "expiry"],
  ["a hundred years", block("203.0.113.7", { expiresAtMs: NOW_MS + 100 * 366 * 86_400_000 }), "expiry"],
] as const) {
  test(`never blocks ${name}`, async (t) => {
    const { actuator, memory } = await gated(t);
    assert.equal((await actuator.apply([order]))[0]?.guard, guard);
    assert.deepEqual(await memory.list(), []);
  });
}

test("limits narrow the budget, and a wrong one is named", () => {
  const narrow = enforcerLimits({ flowPercentMax: 25, prefixBitsMin4: 28, namesPerHour: 4 });
  assert.ok(narrow.ok);
  const { flowShareMax, prefixBitsMin, namesPerHour } = narrow.value.enforcer;
  assert.deepEqual([flowShareMax, prefixBitsMin.v4, namesPerHour], [0.25, 28, 4]);
  for (const wrong of [{ flowPercentMax: 101 }, { prefixBitsMin4: 33 }, { everything: 1 }, { constructor: 1 }]) {
    assert.equal(enforcerLimits(wrong).ok, false, JSON.stringify(wrong));
  }
});

test("a command line is taken whole or not at all", () => {
  const read = readArguments(["--socket", "/run/s", "--roles", "nft,processes", "--limits", "heldMax=9"]);
  assert.ok(read.ok && read.value !== "help");
  assert.deepEqual([read.value.roles, read.value.limits], [["nft", "processes"], { heldMax: 9 }]);
  assert.deepEqual(rightsOf(read.value.roles), ["CAP_NET_ADMIN", "CAP_KILL"]);
  for (const wrong of [
    [],
    ["--roles", "nft"],
    ["--socket", "s", "--roles", "root"],
    ["--socket", "s", "--roles", "nft", "--limits", "heldMax=-1"],
    ["--socket", "s", "--roles", "nft", "more"],
    ["--sockets", "s"],
  ]) {
    assert.equal(readArguments(wrong).ok, false, wrong.join(" "));
  }
});

test("a measure that two roles take is no role's", () => {
  const joined = joinActuators([memoryActuator(clock), { ...memoryActuator(clock), name: "other" }]);
  assert.equal(joined.ok ? "joined" : joined.fault, "memory and other both take block");
});
