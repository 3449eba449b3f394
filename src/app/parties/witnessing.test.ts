import assert from "node:assert/strict";
import { test } from "node:test";
import { type Checked, no, yes } from "../../lib/index.ts";
import { formatNote, parseNote, type SignatureLine } from "../../merkle/index.ts";
import { type AskFault, majority, type OwnCheckpoint, Witnessing } from "./witnessing.ts";

type Ask = { readonly url: string; readonly size: number; answer(outcome: "yes" | "no"): Promise<void> };

const line = (name: string): SignatureLine => ({ name, keyId: 1, signature: new Uint8Array([1]) });
const ROOT = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";

/** A world in which every answer, every pause and every growth is the test's to give. */
function world(parties: Readonly<Record<string, string>>) {
  const asks: Ask[] = [];
  const timers: { ms: number; run: () => void }[] = [];
  const published: { size: number; parties: readonly string[]; cosigners: readonly string[] }[] = [];
  const told: string[] = [];
  let size = 1;
  const ask = (url: string) => (checkpoint: OwnCheckpoint) =>
    new Promise<Checked<readonly SignatureLine[], AskFault>>((resolve) => {
      const answer = async (outcome: "yes" | "no") => {
        asks.splice(asks.indexOf(mine), 1);
        resolve(outcome === "yes" ? yes([line(url)]) : no({ kind: "no-cosignature", reason: "connection refused" }));
        for (let turn = 0; turn < 10; turn++) await Promise.resolve();
      };
      const mine = { url, size: checkpoint.size, answer };
      asks.push(mine);
    });
  const witnessing = new Witnessing({
    witnesses: () => new Map(Object.entries(parties).map(([url, party]) => [url, { party, ask: ask(url) }])),
    quorum: majority,
    newest: () => ({ note: formatNote(`log.example/a\n${size}\n${ROOT}\n`, [line("log.example/a")]), size }),
    published: undefined,
    publish: async (checkpoint, who) => {
      const note = parseNote(checkpoint.note);
      const cosigners = note.ok ? note.value.signatures.slice(1).map(({ name }) => name) : [];
      published.push({ size: checkpoint.size, parties: who, cosigners });
    },
    onWitness: (party, reason) => told.push(`${party}: ${reason ?? "answers"}`),
    onFailure: (error) => assert.fail(String(error)),
    after: (ms, run) => {
      const timer = { ms, run };
      timers.push(timer);
      return () => void timers.splice(timers.indexOf(timer), 1);
    },
  });
  const asked = () => asks.map((one) => `${one.url} ${one.size}`);
  const answer = (url: string, outcome: "yes" | "no" = "yes") => asks.find((one) => one.url === url)?.answer(outcome);
  const grow = (to: number) => {
    size = to;
    witnessing.wake();
  };
  const elapse = () => {
    for (const { run } of timers.splice(0)) run();
  };
  return { witnessing, published, told, asked, answer, grow, elapse };
}

const THREE = { b: "Party B", c: "Party C", d: "Party D" };

test("publishes at the quorum and again with the cosignature that comes later", async () => {
  const { witnessing, published, asked, answer } = world(THREE);
  witnessing.wake();
  assert.deepEqual(asked(), ["b 1", "c 1", "d 1"]);
  await answer("b");
  assert.deepEqual(published, []);
  await answer("d");
  await answer("c");
  assert.deepEqual(published, [
    { size: 1, parties: ["Party B", "Party D"], cosigners: ["b", "d"] },
    { size: 1, parties: ["Party B", "Party D", "Party C"], cosigners: ["b", "d", "c"] },
  ]);
});

test("a busy ledger asks for its newest size, and a slow witness joins the round that runs then", async () => {
  const { witnessing, published, asked, answer, grow, elapse } = world(THREE);
  witnessing.wake();
  for (let size = 2; size < 50; size++) grow(size);
  assert.deepEqual(asked(), ["b 1", "c 1", "d 1"]);
  await answer("b");
  await answer("c");
  assert.deepEqual(asked(), ["d 1"], "the round is published, the pause is not over");
  elapse();
  assert.deepEqual(asked(), ["d 1", "b 49", "c 49"]);
  await answer("d");
  assert.deepEqual(asked(), ["b 49", "c 49", "d 49"]);
  await answer("d");
  await answer("b");
  assert.deepEqual(
    published.map(({ size, cosigners }) => [size, cosigners]),
    [
      [1, ["b", "c"]],
      [1, ["b", "c", "d"]],
      [49, ["d", "b"]],
    ],
  );
});

test("a cosignature for a size below the published one changes nothing", async () => {
  const { witnessing, published, answer, grow, elapse } = world(THREE);
  witnessing.wake();
  await answer("b");
  await answer("c");
  grow(2);
  elapse();
  await answer("b");
  await answer("c");
  await answer("d");
  assert.deepEqual(
    published.map(({ size }) => size),
    [1, 2],
  );
});

test("two witnesses of one party do not make a quorum", async () => {
  const { witnessing, published, answer } = world({ b: "Party B", b2: "Party B", c: "Party C" });
  witnessing.wake();
  await answer("b");
  await answer("b2");
  assert.deepEqual(published, []);
  await answer("c");
  assert.deepEqual(
    published.map(({ parties }) => parties),
    [["Party B", "Party C"]],
  );
});

test("a witness that does not answer is asked again later and delays nobody", async () => {
  const { witnessing, published, told, asked, answer, elapse } = world(THREE);
  witnessing.wake();
  await answer("b", "no");
  assert.deepEqual(asked(), ["c 1", "d 1"]);
  await answer("c");
  await answer("d");
  elapse();
  assert.deepEqual(asked(), ["b 1"]);
  await answer("b");
  assert.deepEqual(
    published.map(({ cosigners }) => cosigners),
    [
      ["c", "d"],
      ["c", "d", "b"],
    ],
  );
  assert.deepEqual(told, ["Party B: connection refused", "Party B: answers"]);
});

test("who waits for a size gets the note that covers it, or nothing when witnessing stops", async () => {
  const { witnessing, answer, grow } = world(THREE);
  const covered = witnessing.witnessed(1);
  await answer("b");
  await answer("c");
  assert.deepEqual(await covered, witnessing.published?.note);
  const never = witnessing.witnessed(9);
  grow(5);
  await witnessing.stop();
  assert.equal(await never, undefined);
});

test("without witnesses every checkpoint is published as it is", async () => {
  const { witnessing, published } = world({});
  await witnessing.witnessed(1);
  assert.deepEqual(published, [{ size: 1, parties: [], cosigners: [] }]);
});

test("two majorities share a party", () => assert.deepEqual([0, 1, 2, 3, 4, 5].map(majority), [0, 1, 2, 2, 3, 3]));
