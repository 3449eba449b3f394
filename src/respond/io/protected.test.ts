import assert from "node:assert/strict";
import { networkInterfaces } from "node:os";
import { test } from "node:test";
import { readLiveFlows } from "./flows.ts";
import { openGuards } from "./guards.ts";
import { findProtection } from "./protected.ts";

test("this machine's own addresses and the node's own process are found", async () => {
  const protection = await findProtection({});
  const own = Object.values(networkInterfaces()).flatMap((list = []) =>
    list.map(({ address }) => address.split("%", 1)[0] ?? ""),
  );
  const found = protection.networks
    .filter(({ guard }) => guard === "own-address")
    .map(({ network }) => network.split("/", 1)[0] ?? "");
  assert.deepEqual([...new Set(found)].sort(), [...new Set(own)].sort());
  assert.ok(protection.processes.some(({ name }) => name.startsWith(`${process.pid}/`)));
  assert.match(protection.digest, /^[0-9a-f]{64}$/);
  for (const { why, from } of protection.networks) assert.ok(why !== "" && from !== "");
});

test("live flows are counted by their other end", () => {
  const { seen, byRemote } = readLiveFlows();
  assert.equal(
    seen,
    [...byRemote.values()].reduce((sum, count) => sum + count, 0),
  );
});

test("guards take a new configuration into force, tell of it, and keep the old one when a look fails", async () => {
  const changes: string[] = [];
  let isBroken = false;
  const guards = await openGuards({
    config: {},
    clock: () => 0,
    held: () => 0,
    onChange: ({ digest }) => changes.push(digest),
    onProblem: () => undefined,
    find: async (config) => {
      if (isBroken) throw new Error("broken");
      return await findProtection(config);
    },
  });
  const block = { measure: "block", target: { kind: "address", value: "198.18.0.9" } } as const;
  assert.equal(guards.protectedWhy(block), null);
  await guards.refresh({ allow: [{ at: "198.18.0.0/24", why: "partner" }] });
  assert.match(guards.protectedWhy(block) ?? "", /partner/);
  isBroken = true;
  await assert.rejects(guards.refresh({}));
  assert.match(guards.protectedWhy(block) ?? "", /partner/);
  assert.equal(changes.length, 1);
  guards.close();
});
