import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { textOf } from "../../src/lib/index.ts";
import { sqliteWitnessStore } from "../../src/witness/io/index.ts";

// apt: strace

const CHILD = join(import.meta.dirname, "store-child.ts");
const skip = spawnSync("strace", ["-V"]).status === 0 ? false : "needs strace (Debian: strace)";

/** Which calls fail: one of each kind while notes are written. All up to the 20th under MERIDIAN_SOAK=1. */
const SOAK = process.env["MERIDIAN_SOAK"] === "1" ? Array.from({ length: 20 }, (_, at) => at + 1) : undefined;
const PLACES: Readonly<Record<string, readonly number[]>> = { fsync: SOAK ?? [8], pwrite64: SOAK ?? [17] };
const FAULTS = { EIO: "error=EIO", KILL: "signal=KILL" } as const;

type Fate = { readonly said: readonly string[]; readonly kept: number };

/** What a child said when the `at`-th such call on its files met the fault, and which note the file then holds; 0 for none. */
async function fate(context: TestContext, { call, fault, at }: { call: string; fault: string; at: number }): Promise<Fate> {
  const directory = mkdtempSync(join(tmpdir(), "meridian-witness-fault-"));
  context.after(() => rmSync(directory, { recursive: true, force: true }));
  const state = join(directory, "state.sqlite");
  const paths = ["", "-wal", "-journal"].flatMap((suffix) => ["-P", `${state}${suffix}`]);
  const inject = [...paths, "-e", `trace=${call}`, "-e", `inject=${call}:${fault}:when=${at}`];
  const run = spawnSync("strace", ["-f", "-qq", "-o", "/dev/null", ...inject, process.execPath, CHILD, state], {
    timeout: 60_000,
  });
  const store = sqliteWitnessStore(state);
  const note = textOf((await store.get("x")) ?? new Uint8Array(0)) ?? "";
  store.close();
  const said = String(run.stdout).split("\n");
  return { said: said.filter((line) => line !== ""), kept: Number(note.split(" ")[0]) };
}

for (const [call, places] of Object.entries(PLACES)) {
  for (const [name, fault] of Object.entries(FAULTS)) {
    for (const at of places) {
      test(`${name} at ${call} ${at}: what was said to be durable is there, and a failed write ends it`, {
        skip,
      }, async (context) => {
        const { said, kept } = await fate(context, { call, fault, at });
        const durable = said.filter((line) => line.startsWith("durable ")).length;
        context.diagnostic(`${said.join(", ") || "nothing said"}; kept ${kept}`);
        // The write that failed may have landed: one more, and never one less.
        assert.ok(kept === durable || kept === durable + 1, `${durable} were durable, ${kept} is kept`);
        if (said.includes("failed")) assert.equal(said.at(-1), "stopped");
      });
    }
  }
}
