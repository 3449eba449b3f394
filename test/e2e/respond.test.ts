import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { openNode } from "../../src/app/index.ts";
import { batchesOf, parseAccountMeasure, parseFor, readTargetList } from "../../src/cli/block-words.ts";
import { sha256 } from "../../src/ledger/io/index.ts";
import { findings, type Gate, gateActuator, protectionOf } from "../../src/respond/index.ts";
import { memoryActuator, serveEnforcer } from "../../src/respond/io/index.ts";
import { runMeridian, temporaryFolder } from "../support/run-meridian.ts";

const ACTION = /act-[0-9a-f]{16}/;

/** An enforcer that refuses nothing: the node's own guards are under test. */
const OPEN: Gate = {
  judge: (orders) => orders.map(() => null),
  counted: () => undefined,
  protection: () => protectionOf([findings({})], sha256),
};

type Place = { readonly folder: string; readonly config: string; readonly data: string };

/** A ledger, a configuration, and, unless told, an enforcer that holds in memory only. */
async function place(context: TestContext, withEnforcer = true): Promise<Place> {
  const folder = await temporaryFolder(context);
  const [data, config, socket] = [join(folder, "data"), join(folder, "meridian.yaml"), join(folder, "e.sock")];
  await writeFile(config, `data: data\nrespond:\n  mode: act\n  enforcer: ${socket}\n`);
  const party = { name: "Harbour Authority", kind: "authority", jurisdiction: null, exercise: true };
  await (await openNode({ dataDirectory: data, party, origin: null })).close();
  if (withEnforcer) {
    const server = await serveEnforcer({
      path: socket,
      actuator: gateActuator(memoryActuator(Date.now), OPEN),
      log: () => undefined,
    });
    context.after(() => server.close());
  }
  return { folder, config, data };
}

test("a block is ordered, seen, told from the ledger, and undone by one call", async (context) => {
  const { config, data } = await place(context);
  const ask = (...args: string[]) => runMeridian([...args, "--config", config]);
  const ordered = await ask(
    "block",
    "203.0.113.66",
    "2001:db8:5::/64",
    "--for",
    "1h",
    "--reason",
    "guessed passwords",
    "--person",
    "A. Rangi",
  );
  assert.equal(ordered.code, 0, ordered.stderr);
  assert.match(ordered.stdout, /^applied {3}block 2 targets until 2\d{3}-/);
  const action = ACTION.exec(ordered.stdout)?.[0] ?? "";
  const toUndo = ordered.stdout.split("to undo: meridian ")[1]?.trim() ?? "";
  assert.equal(toUndo, `unblock ${action} --config ${config}`, "the command as printed names the node");
  const again = await ask("block", "203.0.113.66", "--for", "10m", "--reason", "again");
  assert.match(again.stdout, new RegExp(`^standing {2}address:203\\.0\\.113\\.66 is held until .* already, by ${action}$`, "m"));
  const seen = await ask("blocks");
  assert.equal(seen.code, 0, seen.stderr);
  assert.match(seen.stdout, /^held {8}2 meant to be held; at .* 2 of 2 were \(100 %\), 0 repaired, 0 found/m);
  assert.match(
    seen.stdout,
    new RegExp(`^address:203\\.0\\.113\\.66 +block +${action} +until .* A\\. Rangi: guessed passwords$`, "m"),
  );
  const resumed = await ask("block", "--resume");
  assert.deepEqual([resumed.code, resumed.stdout], [0, "running   automatic action was not paused\n"]);
  const undone = await runMeridian(toUndo.split(" "));
  assert.equal(undone.code, 0, undone.stderr);
  assert.match(undone.stdout, /^undone {4}block address:203\.0\.113\.66, prefix:2001:db8:5::\/64, /m);
  const life = await runMeridian(["blocks", action, "--data", data]);
  assert.deepEqual(
    [...life.stdout.matchAll(/^ {2}(applied|undone) /gm)].map(([, step]) => step),
    ["applied", "undone"],
  );
  assert.match(life.stdout, /^ {2}reason {4}guessed passwords$/m);
  const check = await runMeridian(["ledger", "check", "--data", data]);
  assert.equal(check.code, 0, check.stderr);
});

test("a guard's no names the guard, what it protects and what to do; a dry run says the same and does nothing", async (context) => {
  const { config } = await place(context);
  const args = ["block", "127.0.0.1", "203.0.113.66", "--for", "1h", "--reason", "a list", "--config", config];
  const refusal =
    /^refused {3}address:127\.0\.0\.1 by the guard special-address: address:127\.0\.0\.1 reaches 127\.0\.0\.0\/8: loopback/m;
  const dry = await runMeridian([...args, "--dry-run"]);
  assert.equal(dry.code, 1);
  assert.match(dry.stdout, refusal);
  assert.match(dry.stdout, /^would {5}block address:203\.0\.113\.66 until .*\nnothing was done$/m);
  const seen = await runMeridian(["blocks", "--config", config, "--json"]);
  assert.equal(JSON.parse(seen.stdout.split("\n")[0] ?? "").status.intended, 0);
  const { code, stdout } = await runMeridian(args);
  assert.equal(code, 1);
  assert.match(stdout, refusal);
  assert.match(stdout, /^ {10}it is no party's address; nothing lets it be held$/m);
  assert.match(stdout, /^applied {3}block address:203\.0\.113\.66 until /m);
});

test("a list is taken whole, in several actions, and pages are shown to the end", async (context) => {
  const { folder, config } = await place(context);
  const list = Array.from({ length: 12_000 }, (_, at) => `198.18.${at >> 8}.${at & 255}`);
  await writeFile(join(folder, "feed.txt"), `# a feed\n${list.join("\n")} # the last\n\n`);
  const args = ["--file", join(folder, "feed.txt"), "--for", "1d", "--reason", "list 7", "--config", config];
  const { code, stdout, stderr } = await runMeridian(["block", ...args]);
  assert.equal(code, 0, stderr);
  assert.deepEqual(
    [...stdout.matchAll(/^applied {3}block (\d+) targets/gm)].map(([, count]) => count),
    ["10000", "2000"],
  );
  const seen = await runMeridian(["blocks", "--config", config, "--json"]);
  const [status = "", ...blocks] = seen.stdout.trim().split("\n");
  assert.equal(JSON.parse(status).status.intended, 12_000);
  assert.equal(new Set(blocks.map((line) => JSON.parse(line).target.value)).size, 12_000);
});

test("without an enforcer nothing is blocked, and the message says so", async (context) => {
  const { config } = await place(context, false);
  const { code, stderr } = await runMeridian(["block", "203.0.113.66", "--for", "1h", "--reason", "x", "--config", config]);
  assert.equal(code, 3);
  assert.match(stderr, /ENFORCER_UNREACHABLE, see docs\/errors\.md/);
  assert.doesNotMatch(stderr, /^ {4}at /m);
});

test("each mistake gets its own words and exit code 2, and nothing is ordered", async (context) => {
  const folder = await temporaryFolder(context);
  await writeFile(join(folder, "feed.txt"), "203.0.113.1\n\nnot an address\n");
  const named = "an address, a network such as 203.0.113.0/24, or kind:value";
  const mistakes: readonly (readonly [readonly string[], string])[] = [
    [["block", "--for", "1h", "--reason", "x", "--data", "d"], "expected at least one target, or --file LIST"],
    [
      ["block", "203.0.113.1", "--reason", "x", "--data", "d"],
      "expected --for DURATION, such as --for 1h: nothing is held for ever",
    ],
    [
      ["block", "203.0.113.1", "--for", "1h", "--data", "d"],
      "expected --reason TEXT, such as --reason 'CERT list 7': the ledger states why",
    ],
    [["block", "203.0.113.1", "--resume", "--data", "d"], "expected --resume alone, without targets"],
    [
      ["block", "203.0.113.1", "--for", "1h", "--reason", "x"],
      "expected --data DIR or --config FILE, so that it is known which node orders it",
    ],
    [
      ["block", "--file", join(folder, "feed.txt"), "--for", "1h", "--reason", "x", "--data", "d"],
      `${join(folder, "feed.txt")}, line 3: expected ${named}, got "not an address"`,
    ],
    [["unblock", "act-1", "--data", "d"], 'expected an action such as act-0123456789abcdef, got "act-1"'],
    [
      ["playbook", "rehearse", "--playbooks", "packs/playbooks", "-"],
      "a rehearsal reads history twice, and - cannot be read again; write it to a file first",
    ],
  ];
  for (const [args, message] of mistakes) {
    const { code, stderr } = await runMeridian(args);
    assert.equal(code, 2, `${args.join(" ")}: ${stderr}`);
    assert.ok(stderr.includes(message), `${args.join(" ")}: expected ${message}, got ${stderr}`);
    assert.doesNotMatch(stderr, /^ {4}at /m);
  }
});

test("a target, a time and a list are read strictly", () => {
  const named = "an address, a network such as 203.0.113.0/24, or kind:value";
  const wrong: readonly (readonly [() => unknown, string])[] = [
    [() => batchesOf(["host.example"], 1), `expected ${named}, got "host.example"`],
    [() => batchesOf(["203.0.113.1/33"], 1), `expected ${named}, got "203.0.113.1/33"`],
    [() => batchesOf(["process:12"], 1), 'expected a process as pid/start time, got "process:12"'],
    [() => batchesOf(["account:svc"], null), "expected --for DURATION, such as --for 1h: nothing is held for ever"],
    [() => batchesOf(["session:4"], null, "end-session"), "expected accounts only beside --measure, got session:4"],
    [() => parseAccountMeasure("block"), 'expected --measure lock-account or end-session, got "block"'],
    [() => parseFor("for ever"), 'expected --for such as 90m, 1h or 2d, got "for ever"'],
    [() => parseFor("0h"), 'expected --for such as 90m, 1h or 2d, got "0h"'],
    [() => readTargetList("# one\n203.0.113.1\n1.2.3\n", "feed"), `feed, line 3: expected ${named}, got "1.2.3"`],
  ];
  for (const [read, message] of wrong) assert.throws(read, { code: "CLI_USAGE", message });
  assert.deepEqual(batchesOf(["203.0.113.7", "session:4", "203.0.113.7/32", "2001:DB8::/32"], 60_000), [
    { measure: "block", durationMs: 60_000, targets: ["address:203.0.113.7", "prefix:2001:db8::/32"] },
    { measure: "end-session", durationMs: null, targets: ["session:4"] },
  ]);
  assert.deepEqual(batchesOf(["account:svc"], null, parseAccountMeasure("end-session")), [
    { measure: "end-session", durationMs: null, targets: ["account:svc"] },
  ]);
  assert.equal(parseFor("2d"), 172_800_000);
});

test("an order states the records that it rests on", async (context) => {
  const { config } = await place(context);
  const [first, second] = ["ab".repeat(32), "cd".repeat(32)];
  const order = ["block", "203.0.113.66", "--for", "1h", "--reason", "guessed passwords", "--config", config];
  const bad = await runMeridian([...order, "--evidence", "AB"]);
  assert.equal(bad.code, 2);
  assert.match(bad.stderr, /expected --evidence RECORD of 64 lower-case hexadecimal digits, got "AB"/);
  const ordered = await runMeridian([...order, "--evidence", first, "--evidence", second, "--json"]);
  assert.equal(ordered.code, 0, ordered.stderr);
  const { steps } = JSON.parse(ordered.stdout) as { steps: { evidence: string[] }[] };
  assert.deepEqual(
    steps.map(({ evidence }) => evidence),
    [[first, second]],
  );
});
