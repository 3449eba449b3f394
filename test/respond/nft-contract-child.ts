import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { actuatorContract } from "./actuator-contract.ts";
import { block, HOST, nft, openHere, quarantine, until } from "./nft-open.ts";

const TARGETS = [
  block("203.0.113.7"),
  block("2001:db8::7"),
  block("198.51.100.0/24"),
  block("198.51.0.0/20"),
  block("2001:db8:1::/64"),
  quarantine(),
].map(({ measure, target }) => ({ measure, target }));

for (const [name, more] of [
  ["nft", {}],
  ["nft on an older kernel", { extending: "replace" }],
  ["nft without Perl", { perl: "/nonexistent/perl" }],
] as const) {
  actuatorContract({
    name,
    open: async () => {
      nft("flush", "ruleset");
      const { actuator } = await openHere(more);
      return { actuator, close: () => actuator.close() };
    },
    targets: TARGETS,
    nowMs: Date.now,
    pass: (ms) => new Promise((over) => setTimeout(over, ms)),
    precisionMs: "perl" in more ? 2_000 : 500,
  });
}

test("a new process finds what the last one left, and a dead one's quarantine ends", async () => {
  nft("flush", "ruleset");
  const before = await openHere();
  await before.actuator.apply([block("203.0.113.7"), block("192.0.2.0/25"), quarantine(900)]);
  await before.actuator.close();
  const { actuator } = await openHere();
  const names = (await actuator.list()).map(({ target }) => target.value).sort();
  assert.deepEqual(names, ["192.0.2.0/25", "203.0.113.7", HOST].sort());
  await until(async () => (await actuator.list()).length === 2);
  assert.deepEqual(
    (await actuator.apply([block("192.0.2.128/25")])).map(({ state }) => state),
    ["done"],
  );
  await actuator.close();
});

test("an end may be made earlier, and a counter outlives an extension where the kernel can", async () => {
  nft("flush", "ruleset");
  const { actuator } = await openHere({ extending: "in-place" });
  nft("add", "element", "inet", "meridian", "b4", "{ 203.0.113.9 counter packets 7 bytes 420 timeout 1h }");
  await actuator.apply([block("203.0.113.9", 60_000)]);
  const [held] = await actuator.list();
  assert.deepEqual(held?.dropped, { packets: 7, bytes: 420 });
  assert((held?.expiresAtMs ?? Number.POSITIVE_INFINITY) < Date.now() + 61_000);
  await actuator.close();
});

test("what cannot be held is refused, with the guard and the reason, and the others are carried out", async () => {
  nft("flush", "ruleset");
  const { actuator } = await openHere({ management: [] });
  const orders = [
    block("203.0.113.1"),
    block("10.0.0.0/7"),
    { ...block("203.0.113.2"), expiresAtMs: null },
    block("203.0.113.3", -1),
    block("203.0.113.4", 31 * 86_400_000),
    quarantine(),
    { ...quarantine(), target: { kind: "host" as const, value: "harbour-2" } },
    { ...block("203.0.113.5"), measure: "lock-account" as const },
    block("203.0.113.6"),
  ];
  const states = (await actuator.apply(orders)).map(({ state, guard }) => guard ?? state);
  assert.deepEqual(states, ["done", "target", "expiry", "expiry", "expiry", "management", "target", "target", "done"]);
  assert.deepEqual((await actuator.list()).map(({ target }) => target.value).sort(), ["203.0.113.1", "203.0.113.6"]);
  await actuator.close();
});

test("a clock that is put back does not make a block longer", async () => {
  nft("flush", "ruleset");
  let stepMs = 0;
  const { actuator } = await openHere({ clock: () => Date.now() + stepMs });
  const order = block("203.0.113.1", 60_000);
  await actuator.apply([order]);
  stepMs = -3_600_000;
  nft("flush", "set", "inet", "meridian", "b4");
  await actuator.apply([order]);
  const [held] = await actuator.list();
  assert((held?.expiresAtMs ?? Number.POSITIVE_INFINITY) <= Date.now() + stepMs + 60_000);
  await actuator.close();
});

test("an unprivileged user with CAP_NET_ADMIN and nothing else can do all of it", () => {
  nft("flush", "ruleset");
  const caps = [
    "--reuid=65534",
    "--regid=65534",
    "--clear-groups",
    "--inh-caps=-all,+net_admin",
    "--ambient-caps=-all,+net_admin",
    "--bounding-set=-all,+net_admin",
    "--no-new-privs",
  ];
  const script = `
    const { openNftActuator } = await import(${JSON.stringify(`${import.meta.dirname}/../../src/respond/io/index.ts`)});
    const actuator = await openNftActuator({ clock: Date.now, onProblem: (problem) => console.log(problem) });
    await actuator.apply([{ measure: "block", target: { kind: "address", value: "203.0.113.1" }, expiresAtMs: Date.now() + 60_000 }]);
    console.log(process.getuid(), (await actuator.list()).length, await actuator.generation());
    await actuator.close();`;
  const ran = spawnSync("setpriv", [...caps, process.execPath, "--input-type=module", "-e", script], {
    encoding: "utf8",
    timeout: 20_000,
  });
  assert.match(ran.stdout, /^65534 1 0\.\d+$/m, ran.stdout + ran.stderr);
});
