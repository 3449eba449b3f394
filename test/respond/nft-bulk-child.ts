import assert from "node:assert/strict";
import { test } from "node:test";
import { block, nft, openHere } from "./nft-open.ts";

const SOAK = process.env["MERIDIAN_SOAK"] === "1";
const BULK = SOAK ? 100_000 : 4_000;
const SECONDS = SOAK ? 10 : 1;
const PER_SECOND = 1_000;

const address = (network: number, index: number) => `${network}.${(index >> 16) & 255}.${(index >> 8) & 255}.${index & 255}`;
const measured = (text: string) => console.log(`measured: ${text}`);

async function timed<Value>(what: string, run: () => Promise<Value>): Promise<{ readonly value: Value; readonly ms: number }> {
  const from = performance.now();
  const value = await run();
  const ms = performance.now() - from;
  measured(`${what}: ${Math.round(ms)} ms`);
  return { value, ms };
}

/** Orders one by one, evenly spread; gives how long each took, in milliseconds, shortest first. */
async function applySteadily(
  apply: (value: string) => Promise<unknown>,
  alongside: () => Promise<unknown>,
): Promise<readonly number[]> {
  const times: number[] = [];
  const under: Promise<unknown>[] = [alongside()];
  const from = performance.now();
  for (let sent = 0; sent < SECONDS * PER_SECOND; ) {
    await new Promise((turn) => setTimeout(turn, 1));
    for (const due = ((performance.now() - from) * PER_SECOND) / 1000; sent < due && sent < SECONDS * PER_SECOND; sent++) {
      const value = address(11, sent);
      const at = performance.now();
      under.push(apply(value).then(() => times.push(performance.now() - at)));
    }
  }
  await Promise.all(under);
  return times.sort((a, b) => a - b);
}

const quantile = (times: readonly number[], share: number) => times[Math.floor(times.length * share)] ?? Number.NaN;

for (const extending of SOAK ? (["in-place", "replace"] as const) : (["in-place"] as const)) {
  test(`${BULK} blocks and ${PER_SECOND} more each second, ${extending}`, async () => {
    nft("flush", "ruleset");
    const { actuator, problems } = await openHere({ extending });
    const orders = Array.from({ length: BULK }, (_, index) =>
      block(index % 50 === 0 ? `${address(12, index * 256)}/24` : address(10, index)),
    );
    const installed = await timed(`${BULK} blocks installed, ${extending}`, () => actuator.apply(orders));
    assert.deepEqual(new Set(installed.value.map(({ state }) => state)), new Set(["done"]));
    const listed = await timed(`${BULK} blocks listed`, () => actuator.list());
    assert.equal(listed.value.length, BULK);

    const times = await applySteadily(
      async (value) => assert.equal((await actuator.apply([block(value)]))[0]?.state, "done"),
      () => timed(`${BULK} blocks listed while more came`, () => actuator.list()),
    );
    measured(
      `${PER_SECOND}/s with ${BULK} held and one listing: p50 ${quantile(times, 0.5).toFixed(2)} ms, p99 ${quantile(times, 0.99).toFixed(2)} ms`,
    );
    assert.equal((await actuator.list()).length, BULK + SECONDS * PER_SECOND);

    const bulk = actuator.apply(orders);
    const urgent = await timed(`one order while ${BULK} wait`, () => actuator.apply([block("203.0.113.1")]));
    assert(urgent.ms < installed.ms, "an urgent order does not wait for the bulk");
    await bulk;
    await timed("one block undone", () => actuator.undo([block("203.0.113.1")]));
    await timed(`${BULK} blocks undone`, () => actuator.undo(orders));
    assert.equal((await actuator.list()).length, SECONDS * PER_SECOND);
    assert.deepEqual(problems, []);
    await actuator.close();
  });
}

test("a listing right after a bulk has all of it, though the kernel still hashes the set anew", async () => {
  const orders = Array.from({ length: SOAK ? 100_000 : 20_000 }, (_, index) => block(address(10, index)));
  for (let turn = 0; turn < (SOAK ? 20 : 3); turn++) {
    nft("flush", "ruleset");
    const { actuator } = await openHere();
    await actuator.apply(orders);
    assert.equal((await actuator.list()).length, orders.length, `turn ${turn}`);
    await actuator.close();
  }
});

test("a block and its undoing keep their order behind a bulk", async () => {
  nft("flush", "ruleset");
  const { actuator } = await openHere();
  const orders = Array.from({ length: 2_000 }, (_, index) => block(address(10, index)));
  const last = orders.at(-1);
  assert(last !== undefined);
  const [applied, undone] = await Promise.all([actuator.apply(orders), actuator.undo([last])]);
  assert.equal(applied.at(-1)?.state, "done");
  assert.equal(undone[0]?.state, "done");
  const held = await actuator.list();
  assert.equal(held.length, 1_999);
  assert(!held.some(({ target }) => target.value === last.target.value));
  await actuator.close();
});
