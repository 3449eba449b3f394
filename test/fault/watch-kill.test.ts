import assert from "node:assert/strict";
import { appendFile, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { test } from "node:test";
import { openNode } from "../../src/app/index.ts";
import { textOf } from "../../src/lib/index.ts";
import { seededRandom } from "../support/random.ts";
import { runMeridian, startMeridian, temporaryFolder } from "../support/run-meridian.ts";

const ROUNDS = process.env["MERIDIAN_SOAK"] === "1" ? 220 : 4;
const CHUNK_LINES = 400;
const SEED = Number(process.env["MERIDIAN_SEED"] ?? Date.now() % 1_000_000);

const RULE = `title: Marked line
id: 11111111-2222-4333-8444-555555555555
author: Meridian tests
date: 2026-11-22
logsource: { product: linux, service: sshd }
detection:
  selection: { message|contains: marked }
  condition: selection
level: low
`;

let next = 0;
/** Numbered lines; the last one fires the rule, so that its detection tells us that the chunk was read. */
function chunk(): string {
  const lines = Array.from(
    { length: CHUNK_LINES },
    (_, index) => `Nov 23 01:00:00 host sshd[1]: line ${next++}${index === CHUNK_LINES - 1 ? " marked" : ""}\n`,
  );
  return lines.join("");
}

type Setting = { readonly file: string; readonly args: readonly string[]; readonly random: () => number };

/** Feeds the running program chunk by chunk and kills it at a random moment after a random number of them. */
async function ingestAndKill({ file, args, random }: Setting): Promise<void> {
  const child = startMeridian(["watch", ...args, "--follow"]);
  const closed = new Promise((resolve) => child.on("close", resolve));
  let left = 1 + Math.floor(random() * 5);
  const lines = createInterface(child.stdout);
  await appendFile(file, chunk());
  for await (const _ of lines) {
    if (left-- === 0) break;
    await appendFile(file, chunk());
  }
  await new Promise((resolve) => setTimeout(resolve, random() * 40)); // the moment is what is random
  child.kill("SIGKILL");
  await closed;
}

test(`killed ${ROUNDS} times at random moments of ingest, nothing is lost and nothing is sealed twice (seed ${SEED})`, {
  timeout: 1_800_000,
}, async (context) => {
  const folder = await temporaryFolder(context);
  const [file, data, rules] = [join(folder, "auth.log"), join(folder, "data"), join(folder, "rules")];
  await mkdir(rules);
  await writeFile(join(rules, "marked.yml"), RULE);
  await writeFile(file, "");
  const args = [file, "--data", data, "--rules", rules];
  const random = seededRandom(SEED);
  for (let round = 0; round < ROUNDS; round++) await ingestAndKill({ file, args, random });
  const last = await runMeridian(["watch", ...args]);
  assert.ok(last.code === 0 || last.code === 1, last.stderr);

  const written = (await readFile(file, "utf8")).trimEnd().split("\n");
  const party = { name: "unused", kind: "", jurisdiction: null, exercise: true };
  const node = await openNode({ dataDirectory: data, party, origin: null });
  try {
    const sealed: string[] = [];
    for (let ordinal = 1; ordinal <= node.ledger.segmentCount; ordinal++) {
      for await (const one of node.ledger.segmentRecords(node.ledger.segmentId(ordinal)))
        sealed.push(one.erased ? "erased" : (textOf(one.record.bytes) ?? ""));
    }
    assert.deepEqual(sealed, written);
    const cited: string[] = [];
    for await (const entry of node.ledger.entries()) {
      if (!entry.erased && entry.statement.kind === "detection")
        cited.push(...entry.statement.predicate.events.flatMap(({ records }) => records.map(({ name }) => name)));
    }
    assert.equal(new Set(cited).size, cited.length);
    assert.equal(cited.length, written.filter((line) => line.endsWith("marked")).length);
    assert.deepEqual((await node.ledger.check()).problems, []);
  } finally {
    await node.close();
  }
});
