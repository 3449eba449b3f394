import assert from "node:assert/strict";
import { test } from "node:test";
import { equalBytes } from "../../src/lib/index.ts";
import { parseCheckpoint, sha256, type TreeHead } from "../../src/merkle/index.ts";
import { readCosigners } from "../../src/witness/cosigner.ts";
import { createWitness, type HttpAnswer, type Witness, type WitnessStore } from "../../src/witness/index.ts";
import { witnessWith } from "../../src/witness/witness.ts";
import { signatureChecks } from "../support/note-keys.ts";
import { growth, NOW, WITNESS_KEYS } from "./fixture.ts";
import { type TestLog, testLog } from "./log.ts";
import { memoryWitnessStore } from "./memory-store.ts";
import { everyOrder, type Scenario, type World } from "./schedule.ts";

const ORIGIN = "log.example/harbour";
const LOG = testLog(ORIGIN, { isQuick: true });
const FORK_AT_0 = testLog(ORIGIN, { isQuick: true, forkAt: 0 });
const FORK_AT_6 = testLog(ORIGIN, { isQuick: true, forkAt: 6 });
const SIGNERS = WITNESS_KEYS.slice(0, 1);
const COSIGNERS = readCosigners(SIGNERS);
const ORDERS_MAX = 20_000;

type Ask = { readonly log: TestLog; readonly from: number; readonly to: number };
type Prepared = Ask & { readonly body: Uint8Array };

/** An answer of 200, in the order in which they were given. */
type Given = Ask & { readonly answer: HttpAnswer };

type Setting = {
  readonly known: Uint8Array | undefined;
  readonly logId: string;
  readonly asks: readonly [Prepared, Prepared];
  /** 1: both requests reach one process; 2: a process each, which share the store. */
  readonly processes: 1 | 2;
  readonly breakStore: (store: WitnessStore) => WitnessStore;
};

function scenario({ known, logId, asks, processes, breakStore }: Setting): Scenario {
  const notes = new Map(known === undefined ? [] : [[logId, known]]);
  const store = breakStore(memoryWitnessStore(notes));
  const given: Given[] = [];
  let ticks = 0;
  const witnessIn = (world: World, process: number): Witness =>
    witnessWith(
      {
        logs: () => [LOG.known],
        store: {
          get: (id) => world.step(process, () => store.get(id)),
          compareAndSet: (id, before, next) => world.step(process, () => store.compareAndSet(id, before, next), true),
          list: () => store.list(),
        },
        checks: signatureChecks,
        sha256,
        clock: () => (NOW + ticks++) * 1000,
      },
      COSIGNERS.map(({ vkey, sign }) => ({ vkey, sign: (message) => world.step(process, () => sign(message)) })),
    );
  const ask = async (witness: Witness, { body, ...asked }: Prepared) => {
    const answer = await witness.addCheckpoint(body);
    assert.ok([200, 409, 422].includes(answer.status), `an answer of ${answer.status}`);
    if (answer.status === 200) given.push({ ...asked, answer });
  };
  const processOf = (at: number) => (processes === 1 ? 0 : at);
  return {
    start(world) {
      const witnesses = Array.from({ length: processes }, (_, process) => witnessIn(world, process));
      asks.forEach((prepared, at) => void ask(witnesses[processOf(at)] as Witness, prepared));
    },
    restart(world, crashed) {
      const witness = witnessIn(world, crashed + 10);
      asks.filter((_, at) => processOf(at) === crashed).forEach((prepared) => void ask(witness, prepared));
    },
    judge: () => judge(given, notes.get(logId)),
  };
}

/** No two roots for a size, nothing that was given is above what is kept, and what is kept is of the same history. */
function judge(given: readonly Given[], kept: Uint8Array | undefined): void {
  const heads = given.map(({ log, to }) => log.head(to));
  for (const [at, head] of heads.entries()) {
    const others = heads.slice(at + 1);
    assert.ok(
      others.every((other) => !isFork(head, other)),
      `two roots at size ${head.size}`,
    );
  }
  if (given.length === 0) return;
  assert.ok(kept, "what was answered was kept");
  const final = headIn(kept);
  for (const { log, to } of given) {
    assert.ok(final.size >= BigInt(to), `rolled back from ${to} to ${final.size}`);
    assert.ok(equalBytes(log.head(Number(final.size)).root, final.root), `forked after ${to}`);
  }
}

function isFork(left: TreeHead, right: TreeHead): boolean {
  return left.size === right.size && !equalBytes(left.root, right.root);
}

function headIn(note: Uint8Array): TreeHead {
  const text = new TextDecoder().decode(note);
  const head = parseCheckpoint(text.slice(0, text.lastIndexOf("\n\n") + 1));
  assert.ok(head.ok);
  return head.value;
}

const honest = (store: WitnessStore) => store;
const prepared = async (log: TestLog, from: number, to: number): Promise<Prepared> => ({
  log,
  from,
  to,
  body: await growth(log, from, to),
});

/** What the witness keeps once it has cosigned `size` of LOG. */
async function keptAt(size: number): Promise<{ readonly logId: string; readonly known: Uint8Array }> {
  const store = memoryWitnessStore();
  const options = {
    logs: () => [LOG.known],
    signers: SIGNERS,
    store,
    checks: signatureChecks,
    sha256,
    clock: () => (NOW - 9) * 1000,
  };
  assert.equal((await createWitness(options).addCheckpoint(await growth(LOG, 0, size))).status, 200);
  const [kept] = await store.list();
  assert.ok(kept);
  return { logId: kept.logId, known: kept.note };
}

type Race = readonly [
  what: string,
  known: number,
  first: readonly [TestLog, number, number],
  second: readonly [TestLog, number, number],
];
const RACES: readonly Race[] = [
  ["two growths of different length", 5, [LOG, 5, 7], [LOG, 5, 9]],
  ["two histories from the same past", 5, [LOG, 5, 8], [FORK_AT_6, 5, 8]],
  ["two histories of different length", 5, [LOG, 5, 7], [FORK_AT_6, 5, 9]],
  ["two first checkpoints", 0, [LOG, 0, 5], [FORK_AT_0, 0, 5]],
  ["the same again, and growth", 5, [LOG, 5, 5], [LOG, 5, 7]],
  ["the same again, twice", 5, [LOG, 5, 5], [LOG, 5, 5]],
];

async function settingOf([, known, first, second]: Race, processes: 1 | 2, breakStore = honest): Promise<Setting> {
  const { logId, known: note } = await keptAt(5);
  const asks = [await prepared(...first), await prepared(...second)] as const;
  return { known: known === 0 ? undefined : note, logId, asks, processes, breakStore };
}

/** All of them take ten seconds of a slow core. */
const RUN = process.env["MERIDIAN_SOAK"] === "1" ? RACES : RACES.filter((_, at) => at === 0 || at === 1 || at === 3);
for (const race of RUN) {
  for (const processes of [1, 2] as const) {
    test(`no order of steps, with or without a crash, forks or rolls back: ${race[0]}, ${processes} process(es)`, async (context) => {
      const setting = await settingOf(race, processes);
      const orders = await everyOrder(() => scenario(setting), ORDERS_MAX);
      context.diagnostic(`${orders} orders`);
      assert.ok(orders >= (processes === 1 ? 6 : 400));
    });
  }
}

test("the model finds the race of the specification when the store does not compare", async () => {
  const careless = (store: WitnessStore): WitnessStore => ({
    ...store,
    compareAndSet: async (id, _, next) => store.compareAndSet(id, await store.get(id), next),
  });
  for (const race of RACES.slice(0, 4)) {
    const setting = await settingOf(race, 2, careless);
    await assert.rejects(
      everyOrder(() => scenario(setting), ORDERS_MAX),
      /in the order/,
      race[0],
    );
  }
});

test("the model finds an answer that goes out before it is kept", async () => {
  const hasty = (store: WitnessStore): WitnessStore => ({ ...store, compareAndSet: async () => true });
  const setting = await settingOf(RACES[0] as Race, 2, hasty);
  await assert.rejects(
    everyOrder(() => scenario(setting), ORDERS_MAX),
    /in the order/,
  );
});
