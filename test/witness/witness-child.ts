import { writeSync } from "node:fs";
import { nodeSignatureChecks, sha256 } from "../../src/ledger/io/index.ts";
import { parseCount, textOf } from "../../src/lib/index.ts";
import { parseNote } from "../../src/merkle/index.ts";
import { createWitness } from "../../src/witness/index.ts";
import { sqliteWitnessStore } from "../../src/witness/io/index.ts";
import { seededRandom } from "../support/random.ts";
import { growth, WITNESS_KEYS } from "./fixture.ts";
import { LEAVES_MAX, testLog } from "./log.ts";

/** `node witness-child.ts STATE SEED`: brings growths of two histories of one log to a witness, one after the other, until it is killed. */
const [state = "", seed = "0"] = process.argv.slice(2);

const ORIGIN = "log.example/harbour";
const HISTORIES = [testLog(ORIGIN, { isQuick: true }), testLog(ORIGIN, { isQuick: true, forkAt: 0 })];
const random = seededRandom(Number(seed));
const witness = createWitness({
  logs: () => [HISTORIES[0]?.known].flatMap((known) => known ?? []),
  signers: WITNESS_KEYS.slice(0, 1),
  store: sqliteWitnessStore(state),
  checks: nodeSignatureChecks,
  sha256,
  clock: Date.now,
});

for (let known = 0; ; ) {
  const history = random() < 0.5 ? 0 : 1;
  const log = HISTORIES[history] as ReturnType<typeof testLog>;
  // Steps of 0 or 1, so that the log lasts for a life; at its end the same checkpoint is asked for again and again.
  const to = Math.min(LEAVES_MAX, known + (random() < 0.3 ? 1 : 0));
  const { status, body } = await witness.addCheckpoint(await growth(log, known, to));
  const text = textOf(body) ?? "";
  const size = parseCount(text.trimEnd());
  if (status === 409 && size.ok) known = size.value;
  if (status !== 200) continue;
  known = to;
  const line = parseNote(new TextEncoder().encode(`x\n\n${text}`));
  const signature = line.ok ? line.value.signatures[0]?.signature : undefined;
  const time = signature === undefined ? 0n : new DataView(Uint8Array.from(signature).buffer).getBigUint64(0);
  // What is printed here was answered: the parent holds the witness to it.
  writeSync(1, `${to} ${history} ${time}\n`);
}
