import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { beforeEach, test } from "node:test";
import { block, nft, openHere, quarantine } from "./nft-open.ts";

beforeEach(() => nft("flush", "ruleset"));

/** The processes `nft -i` that this process started. */
function writers(): readonly number[] {
  const list = execFileSync("ps", ["-o", "pid=,args=", "--ppid", String(process.pid)], { encoding: "utf8" });
  return list.split("\n").flatMap((line) => (line.includes("nft -i") ? [Number.parseInt(line, 10)] : []));
}

const FOREIGN_CHANGES: readonly (readonly [string, readonly string[]])[] = [
  ["the ruleset is flushed", ["flush", "ruleset"]],
  ["the table is deleted", ["delete", "table", "inet", "meridian"]],
  ["a set is flushed", ["flush", "set", "inet", "meridian", "b4"]],
  ["an element is deleted", ["delete", "element", "inet", "meridian", "b4", "{ 203.0.113.1 }"]],
  ["an element is added", ["add", "element", "inet", "meridian", "b4", "{ 203.0.113.2 timeout 1h }"]],
  ["the rules are taken away", ["flush", "chain", "inet", "meridian", "arriving"]],
];

for (const [title, command] of FOREIGN_CHANGES) {
  test(`the generation changes when ${title}, and what was held can be held again`, async () => {
    const { actuator } = await openHere();
    const orders = [block("203.0.113.1"), block("198.51.100.0/24"), quarantine()];
    await actuator.apply(orders);
    const before = await actuator.generation();
    assert.equal(await actuator.generation(), before);
    const rules = nft("list", "chain", "inet", "meridian", "arriving");
    nft(...command);
    const after = await actuator.generation();
    assert.notEqual(after, before);
    assert.equal(await actuator.generation(), after, "our own mending is no change of others");
    assert.deepEqual(
      (await actuator.apply(orders)).map(({ state }) => state),
      ["done", "done", "done"],
    );
    assert.equal(nft("list", "chain", "inet", "meridian", "arriving"), rules);
    const values = (await actuator.list()).map(({ target }) => target.value);
    for (const { target } of orders) assert(values.includes(target.value), target.value);
    await actuator.close();
  });
}

test("an order that meets a flushed table makes it anew, without anybody asking for the generation", async () => {
  const { actuator, problems } = await openHere();
  await actuator.apply([block("198.51.100.0/24")]);
  nft("flush", "ruleset");
  const states = (await actuator.apply([block("203.0.113.1"), block("198.51.100.0/24")])).map(({ state }) => state);
  assert.deepEqual(states, ["done", "done"]);
  assert.equal((await actuator.list()).length, 2);
  assert.match(problems.join("\n"), /No such file or directory/);
  nft("flush", "ruleset");
  assert.deepEqual(
    (await actuator.undo([block("203.0.113.1")])).map(({ state }) => state),
    ["done"],
  );
  assert.deepEqual(await actuator.list(), []);
  await actuator.close();
});

test("a writer that dies is replaced, and the order that it took with it is carried out", async () => {
  const { actuator } = await openHere();
  await actuator.apply([block("203.0.113.1")]);
  const before = await actuator.generation();
  const [writer] = writers();
  assert(writer !== undefined);
  process.kill(writer, "SIGKILL");
  const orders = Array.from({ length: 600 }, (_, index) => block(`10.1.${index >> 8}.${index & 255}`));
  const outcomes = await actuator.apply(orders);
  assert.deepEqual(new Set(outcomes.map(({ state }) => state)), new Set(["done"]));
  assert.equal((await actuator.list()).length, 601);
  assert.notEqual(writers()[0], writer);
  assert.equal(typeof before, "string");
  await actuator.close();
});

test("a writer that is stopped is killed and replaced", async () => {
  const { actuator, problems } = await openHere({ lineTimeoutMs: 200 });
  const [writer] = writers();
  assert(writer !== undefined);
  process.kill(writer, "SIGSTOP");
  assert.deepEqual(
    (await actuator.apply([block("203.0.113.1")])).map(({ state }) => state),
    ["done"],
  );
  assert.match(problems.join("\n"), /did not answer within 200 ms/);
  await actuator.close();
  assert.deepEqual(writers(), []);
});

const FOREIGN_TABLES: readonly (readonly [string, string])[] = [
  ["another set", "add table inet meridian; add set inet meridian mine { type ipv4_addr; }"],
  [
    "a set of our name that is otherwise",
    "add table inet meridian; add set inet meridian b4 { type ipv4_addr; flags interval; }",
  ],
  ["a set of our name of other keys", "add table inet meridian; add set inet meridian b4 { type inet_service; flags timeout; }"],
  ["another chain", "add table inet meridian; add chain inet meridian mine"],
  [
    "a chain of our name elsewhere",
    "add table inet meridian; add chain inet meridian arriving { type filter hook input priority 0; policy drop; }",
  ],
];

for (const [title, commands] of FOREIGN_TABLES) {
  test(`a table of our name with ${title} is refused and left alone`, async () => {
    nft(commands);
    const before = nft("list", "ruleset");
    await assert.rejects(openHere(), (error: Error & { code?: string }) => {
      assert.equal(error.code, "NFT_TABLE_FOREIGN");
      assert.match(
        error.message,
        /^the table inet meridian is not ours and was left alone: expected no (set|chain) \w+ of that kind$/,
      );
      return true;
    });
    assert.equal(nft("list", "ruleset"), before);
    assert.deepEqual(writers(), []);
  });
}

test("other tables are never touched, and their changes count as somebody's", async () => {
  nft(
    "add table inet other; add set inet other b4 { type ipv4_addr; flags timeout; }; add element inet other b4 { 192.0.2.9 timeout 1h }",
  );
  const { actuator } = await openHere();
  await actuator.apply([block("203.0.113.1")]);
  assert.deepEqual(
    (await actuator.list()).map(({ target }) => target.value),
    ["203.0.113.1"],
  );
  await actuator.undo([block("203.0.113.1"), block("192.0.2.9")]);
  assert.match(nft("list", "table", "inet", "other"), /192\.0\.2\.9/);
  await actuator.close();
});

test("a set that is full refuses what is too much, each order with its own outcome", async () => {
  nft("add table inet meridian; add set inet meridian b4 { type ipv4_addr; flags timeout; counter; size 5; }");
  const { actuator } = await openHere();
  const orders = Array.from({ length: 8 }, (_, index) => block(`203.0.113.${index}`));
  const outcomes = await actuator.apply(orders);
  assert.equal(outcomes.filter(({ state }) => state === "done").length, 5);
  for (const { state, reason } of outcomes) if (state !== "done") assert.match(reason ?? "", /the set is full/);
  assert.equal((await actuator.list()).length, 5);
  await actuator.close();
});
