import assert from "node:assert/strict";
import { chmod, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { openNftActuator } from "../../src/respond/io/index.ts";
import { temporaryFolder } from "../support/run-meridian.ts";
import { block } from "./nft-open.ts";

/** What the stand-in for nft does with its lines (-i), and what it prints for listings. */
type Behaviour = { readonly lines: string; readonly listing?: string; readonly check?: string };

const EMPTY = '{"nftables": []}';
/** Answers each mark as nft does, after `text` about the line before it. */
const ANSWER = `case "$line" in ack_*) printf 'Error: syntax error, unexpected newline\\n%s\\n     ^\\n' "$line" >&2;;`;

/** A program that speaks like nft and does what a broken one would. */
async function standIn(
  context: TestContext,
  { lines, listing = `echo '${EMPTY}'`, check = "exit 0" }: Behaviour,
): Promise<string> {
  const path = join(await temporaryFolder(context), "nft");
  const script = `#!/bin/sh\ncase "$1" in\n-i) while IFS= read -r line; do ${lines}\ndone;;\n-c) ${check};;\n*) ${listing};;\nesac\n`;
  await writeFile(path, script);
  await chmod(path, 0o755);
  return path;
}

async function open(nft: string, lineTimeoutMs = 150) {
  const problems: string[] = [];
  const onProblem = (problem: string) => problems.push(problem);
  const actuator = await openNftActuator({
    clock: Date.now,
    nft,
    perl: "/nonexistent/perl",
    extending: "in-place",
    lineTimeoutMs,
    onProblem,
  });
  return { actuator, problems };
}

const UNREACHABLE = { code: "ENFORCER_UNREACHABLE" };
/** The first line is the making of the table. */
const AFTER_FIRST = `${ANSWER} *add\\ element*) `;

test("nft that is missing is named when the actuator is opened", async () => {
  await assert.rejects(open("/nonexistent/nft"), { ...UNREACHABLE, message: "could not start /nonexistent/nft" });
});

test("nft that may not is named with what it said", async (context) => {
  const nft = await standIn(context, { lines: ":", listing: "echo 'Error: Operation not permitted' >&2; exit 1" });
  await assert.rejects(open(nft), { ...UNREACHABLE, message: /failed: Error: Operation not permitted/ });
});

test("nft that lists nonsense is refused", async (context) => {
  const nft = await standIn(context, { lines: ":", listing: "echo '{\"nftables\": 7}'" });
  await assert.rejects(open(nft), { code: "NFT_TABLE_FOREIGN" });
});

test("nft that hangs at the first line is given up, killed and named", async (context) => {
  const nft = await standIn(context, { lines: "exec sleep 20" });
  await assert.rejects(open(nft), { ...UNREACHABLE, message: /did not answer within 150 ms/ });
});

test("nft that hangs at orders makes them fail in bounded time, and later ones at once", async (context) => {
  const { actuator, problems } = await open(await standIn(context, { lines: `${AFTER_FIRST} exec sleep 20;; esac` }));
  await assert.rejects(actuator.apply([block("203.0.113.1")]), { ...UNREACHABLE, message: /did not answer within 150 ms/ });
  assert.equal(problems.length, 2);
  await assert.rejects(actuator.apply([block("203.0.113.1")]), {
    ...UNREACHABLE,
    message: /failed [2-9] times in a row; it is started again in \d+ ms/,
  });
  await actuator.close();
  await assert.rejects(actuator.apply([block("203.0.113.1")]), { ...UNREACHABLE });
});

test("nft that dies at orders is tried twice and named", async (context) => {
  const { actuator } = await open(await standIn(context, { lines: `${AFTER_FIRST} exit 7;; esac` }));
  await assert.rejects(actuator.apply([block("203.0.113.1"), block("203.0.113.2")]), {
    ...UNREACHABLE,
    message: /ended with 7|could not write/,
  });
  await actuator.close();
});

test("what the kernel has no memory for fails with its reason, and each order is asked for by itself", async (context) => {
  const refusal = `*203.0.113.7*) printf 'Error: Could not process rule: Cannot allocate memory\\n%s\\n^^^\\n' "$line" >&2;;`;
  const { actuator, problems } = await open(await standIn(context, { lines: `${ANSWER} ${refusal} esac` }));
  const outcomes = await actuator.apply(
    Array.from({ length: 50 }, (_, index) => block(`203.0.113.${index + 100}`)).concat(block("203.0.113.7")),
  );
  assert.deepEqual(
    outcomes.filter(({ state }) => state !== "done").map(({ target, state, reason }) => [target.value, state, reason]),
    [["203.0.113.7", "failed", "Could not process rule: Cannot allocate memory"]],
  );
  assert.match(problems.join("\n"), /Cannot allocate memory; the table is mended and the orders are tried again/);
  await actuator.close();
});

test("nft that refuses everything costs a bounded number of lines", async (context) => {
  const folder = await temporaryFolder(context);
  const refusal = `*) echo x >> ${folder}/count; case "$line" in *element* | include*) printf 'Error: No buffer space available\\n' >&2;; esac;;`;
  const { actuator } = await open(await standIn(context, { lines: `${ANSWER} ${refusal} esac` }), 2_000);
  const outcomes = await actuator.apply(Array.from({ length: 250 }, (_, index) => block(`203.0.113.${index}`)));
  assert.deepEqual(new Set(outcomes.map(({ reason }) => reason)), new Set(["No buffer space available"]));
  const lines = (await readFile(join(folder, "count"), "utf8")).length / 2;
  assert(lines < 150, `${lines} lines`);
  await actuator.close();
});

test("what nft cannot read of the script file goes through the pipe", async (context) => {
  const folder = await temporaryFolder(context);
  const unreadable = `include*) echo x >> ${folder}/count; printf 'Error: File not found: /proc/self/fd/3\n%s\n^^^\n' "$line" >&2;;`;
  const { actuator, problems } = await open(await standIn(context, { lines: `${ANSWER} ${unreadable} esac` }), 2_000);
  for (const network of ["198.51.100", "203.0.113"]) {
    const outcomes = await actuator.apply(Array.from({ length: 250 }, (_, index) => block(`${network}.${index}`)));
    assert.deepEqual(new Set(outcomes.map(({ state }) => state)), new Set(["done"]));
  }
  assert.equal(await readFile(join(folder, "count"), "utf8"), "x\n", "tried once");
  assert.deepEqual(problems, []);
  await actuator.close();
});

test("a rehearsal that nft refuses fails with its reason and changes nothing", async (context) => {
  const check = "cat > /dev/null; echo 'Error: Could not process rule: Operation not supported' >&2; exit 1";
  const { actuator } = await open(await standIn(context, { lines: `${ANSWER} esac`, check }));
  const [outcome] = await actuator.rehearse([block("203.0.113.1")]);
  assert.deepEqual([outcome?.state, outcome?.reason], ["failed", "Could not process rule: Operation not supported"]);
  await actuator.close();
});
