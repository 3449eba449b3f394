import assert from "node:assert/strict";
import { test } from "node:test";
import { Kernel } from "./kernel.ts";
import { bitsOf, outages } from "./oracle.ts";
import { Rig } from "./rig.ts";
import { playScenario } from "./scenario.ts";
import { FAMILIES } from "./scenarios/index.ts";
import { harbour, vital } from "./site.ts";

test("the oracle reads addresses by itself", () => {
  assert.equal(bitsOf("192.0.2.1"), "11000000000000000000001000000001");
  assert.equal(bitsOf("::"), "0".repeat(128));
  assert.equal(bitsOf("2001:db8::1"), `00100000000000010000110110111000${"0".repeat(95)}1`);
  assert.equal(bitsOf("::ffff:192.0.2.1"), `${"0".repeat(80)}${"1".repeat(16)}${bitsOf("192.0.2.1")}`);
});

test("the oracle sees a vital address inside what the kernel holds, and none beside it", () => {
  const kernel = new Kernel(() => 0);
  kernel.run(
    "add element inet meridian b4_24 { 203.0.113.0 timeout 1000ms }; add element inet meridian b6_64 { 2001:db8:: timeout 1000ms }",
  );
  const looks = (value: string) => outages([vital("x", value)], kernel).length;
  assert.deepEqual(["203.0.113.255", "203.0.114.0", "2001:db8::9", "2001:db8:0:1::9"].map(looks), [1, 0, 1, 0]);
});

/** Without guards, or with only one of the two, which scenarios end in an outage? */
async function failing(guards: "none" | "node" | "enforcer"): Promise<readonly string[]> {
  const failed: string[] = [];
  for (const family of [
    "gateway",
    "time peer",
    "operator address",
    "allowlist edit race",
    "restart",
    "accounts, sessions, processes, hosts",
  ]) {
    for (const scenario of FAMILIES[family] ?? []) {
      const played = playScenario(scenario, { guards });
      await played.catch(() => failed.push(`${family}: ${scenario.name}`));
    }
  }
  return failed;
}

test("with the guards off, the suite finds outages in every family", async () => {
  const failed = await failing("none");
  assert.equal(new Set(failed.map((name) => name.split(":", 1)[0])).size, 6);
  assert.ok(failed.length > 50, `${failed.length} scenarios fail`);
});

test("with the guards off, it is the oracle that sees them", async () => {
  const rig = new Rig({ site: harbour(), guards: "none" });
  await rig.start();
  await rig.attack("192.0.2.1", "192.0.2.53", "198.51.100.77", { on: "account:root", measure: "lock-account" });
  rig.stop();
  assert.deepEqual([...rig.seen].sort(), [
    "gateway 192.0.2.1 is cut off by 192.0.2.1/32",
    "name server 192.0.2.53 is cut off by 192.0.2.53/32",
    "operator 198.51.100.77 is cut off by 198.51.100.77/32",
    "root root was hit by lock-account",
  ]);
});

test("with the node's guards alone, an edit between decision and enforcement is an outage", async () => {
  const failed = await failing("node");
  assert.ok(
    failed.includes("allowlist edit race: the list changes after the node decided and before the enforcer acts"),
    failed.join("\n"),
  );
});
