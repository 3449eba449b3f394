import assert from "node:assert/strict";
import { copyFile, cp, mkdir, readFile, stat, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { carryOutOrder, openNode, runSession, stateOrder } from "../../src/app/index.ts";
import type { Keeping } from "../../src/app/state/keeper.ts";
import { STATE_BYTES_MAX } from "../../src/app/state/state-file.ts";
import type { RecordName } from "../../src/model/index.ts";
import { temporaryFolder } from "../support/run-meridian.ts";

const RULES = `title: Password refused
id: refused
logsource: {product: linux}
detection: {selection: {message|startswith: Failed password}, condition: selection}
---
title: Guessing
id: guessing
correlation: {type: event_count, rules: [refused], group-by: [src_ip], timespan: 1h, condition: {gte: 3}}
`;
const party = { name: "Harbour Authority", kind: "port", jurisdiction: null, exercise: true };
const KEEPING: Keeping = { everyRecords: 1_000, everyMs: 3_600_000, replaySegmentsMax: 400, behindSegmentsMax: 400 };

/** The line of a second; the address is quiet but for `from`. */
function line(second: number, from = "203.0.113.66"): string {
  const time = new Date(Date.UTC(2026, 10, 23, 2, 0, second)).toISOString();
  return `${time} hts-jump1 sshd[${second}]: Failed password for user${second} from ${from} port 50011 ssh2\n`;
}

/** A place to run in, again and again. */
async function place(context: TestContext, origin = "harbour.example/log") {
  const folder = await temporaryFolder(context);
  const [rules, log] = [join(folder, "rules"), join(folder, "auth.log")];
  await mkdir(rules);
  await writeFile(join(rules, "rules.yml"), RULES);
  await writeFile(log, "");
  const data = join(folder, "data");
  const run = async (lines: readonly string[], keeping = KEEPING, dataDirectory = data) => {
    await writeFile(log, lines.join(""), { flag: "a" });
    const node = await openNode({ dataDirectory, party, origin });
    const said: string[] = [];
    try {
      const { detections } = await runSession({
        node,
        sources: [log],
        root: folder,
        rules: [rules],
        utcOffsetMinutes: 0,
        hostOf: () => null,
        sinceMs: null,
        follow: false,
        keeping,
        signal: new AbortController().signal,
        onReady: () => undefined,
        onDetection: () => undefined,
        onProblem: ({ reason }) => said.push(reason),
        onProgress: () => undefined,
      });
      const cited: number[] = [];
      for await (const entry of node.ledger.entries())
        if (!entry.erased && entry.statement.kind === "detection") cited.push(entry.statement.predicate.events.length);
      return { detections, said: said.join("\n"), cited };
    } finally {
      await node.close();
    }
  };
  return { folder, data, state: join(data, "correlations.state"), rules: join(rules, "rules.yml"), run };
}

type Place = Awaited<ReturnType<typeof place>>;

const spoil = async ({ state }: Place, change: (bytes: Buffer) => Uint8Array) => writeFile(state, change(await readFile(state)));

const UNUSABLE: readonly (readonly [name: string, spoil: (at: Place, context: TestContext) => Promise<unknown>, said: RegExp])[] =
  [
    [
      "a flipped bit",
      (at) => spoil(at, (bytes) => bytes.fill((bytes[200] ?? 0) ^ 4, 200, 201)),
      /correlations\.state is damaged;/,
    ],
    ["one cut short", (at) => spoil(at, (bytes) => bytes.subarray(0, -40)), /is damaged;/],
    ["an empty one", (at) => spoil(at, () => new Uint8Array(0)), /is damaged;/],
    ["one of another version", (at) => spoil(at, (bytes) => bytes.fill("9", 27, 28)), /is of another version of this program;/],
    ["one that is too large", ({ state }) => truncate(state, STATE_BYTES_MAX + 1), /has more than 268435456 bytes;/],
    ["one of other rules", ({ rules }) => writeFile(rules, `${RULES}# changed\n`), /it is of other rules;/],
    [
      "one of another ledger",
      async ({ state }, context) => {
        const other = await place(context, "north-port.example/log");
        await other.run([line(1)]);
        await copyFile(other.state, state);
      },
      /it is of another ledger;/,
    ],
  ];

for (const [name, change, said] of UNUSABLE) {
  test(`${name} is refused by name, and the newest sealed records are counted again`, async (context) => {
    const at = await place(context);
    assert.deepEqual(await at.run([line(1), line(2)]), { detections: 0, said: "", cited: [] });
    await change(at, context);
    const found = await at.run([line(3)]);
    assert.deepEqual([found.detections, found.cited], [1, [3]]);
    assert.match(found.said, said);
    assert.match(
      found.said,
      /^the kept state of correlations is not used: .*; the newest sealed records are counted again instead$/,
    );
    assert.deepEqual(await at.run([line(4)]), { detections: 0, said: "", cited: [3] });
  });
}

test("a state goes on over segments that were sealed since, unless they are too many or not those of its ledger", async (context) => {
  const at = await place(context);
  await at.run([line(1)]);
  const older = join(at.folder, "older");
  await cp(at.data, older, { recursive: true });
  await at.run([line(2)]);
  await copyFile(join(older, "correlations.state"), at.state);
  const tooOld = await at.run([line(3, "192.0.2.1")], { ...KEEPING, behindSegmentsMax: 0 });
  assert.match(tooOld.said, /1 segments were sealed since, more than 0;/);
  await copyFile(at.state, join(older, "correlations.state"));
  const rolledBack = await at.run([], KEEPING, older);
  assert.match(rolledBack.said, /the ledger does not go on from it;/);
  assert.deepEqual(rolledBack.cited, []);
  await at.run([line(4, "192.0.2.1")]);
  assert.deepEqual(await at.run([line(5)]), { detections: 1, said: "", cited: [3] });
});

test("what is older than the records that a restart reads again is found by the kept state alone", async (context) => {
  for (const [isKept, expected] of [
    [true, [3]],
    [false, []],
  ] as const) {
    const at = await place(context);
    const keeping = { ...KEEPING, replaySegmentsMax: 1 };
    for (const lines of [[line(1)], [line(2)], [line(3, "192.0.2.1")]]) await at.run(lines, keeping);
    if (!isKept) await spoil(at, () => new Uint8Array(0));
    assert.deepEqual((await at.run([line(4)], keeping)).cited, expected);
  }
});

test("the kept state is its owner's alone, and goes when a record in it is erased", async (context) => {
  const at = await place(context);
  await at.run([line(1), line(2), "Nov 23 01:00:00 hts-jump1 sshd[1]: nothing\n"]);
  if (process.platform !== "win32") assert.equal((await stat(at.state)).mode & 0o777, 0o600);
  const node = await openNode({ dataDirectory: at.data, party, origin: null });
  const names: RecordName[] = [];
  for await (const { name } of node.ledger.segmentRecords(node.ledger.segmentId(1))) names.push(name);
  const erase = async (order: string, records: readonly RecordName[]) => {
    const who = { authority: "Data protection officer", basis: "request 44", segments: [], entries: [] };
    await carryOutOrder(node, await stateOrder(node, { order, records, ...who }), { deeds: [], persons: 2 });
  };
  await erase("nothing counted", names.slice(2));
  assert.ok((await stat(at.state)).isFile());
  await erase("something counted", names.slice(0, 1));
  await assert.rejects(stat(at.state), { code: "ENOENT" });
  await node.close();
  assert.deepEqual(await at.run([line(3)]), { detections: 0, said: "", cited: [] });
  assert.deepEqual(await at.run([line(4)]), { detections: 1, said: "", cited: [3] });
});
