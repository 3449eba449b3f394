// Assessments beside a node that watches: what is stated goes to it through DATA/case.sock, with the packs that the keeper names; and sealed records say so themselves.
import assert from "node:assert/strict";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";
import { test } from "node:test";
import { readCaseWorld } from "../../src/app/index.ts";
import { nameIn, recordLeaf } from "../../src/model/index.ts";
import { runMeridian, startMeridian, temporaryFolder } from "../support/run-meridian.ts";
import { sha256 } from "../support/telemetry.ts";
import { writePacks } from "./packs.ts";

const LOUD = "Nov 23 01:52:31 hts-jump1 sshd[108]: Accepted password for l.tamati from 198.51.100.23 port 38613 ssh2\n";
const FORGED = "a".repeat(64);

type Told = {
  readonly case: string;
  readonly nouns: readonly { readonly as: string | null; readonly id: string }[];
  readonly stated: number | null;
  readonly facts: { readonly findings: readonly { readonly pro: string; readonly kinds: readonly string[] }[] };
  readonly assessments: readonly { readonly equal: boolean }[];
};

/** The name of the first record that is sealed in a data directory. */
async function firstSealed(data: string): Promise<string> {
  const { ledger } = await readCaseWorld(data);
  for await (const sealed of ledger.segmentRecords(ledger.segmentId(1)))
    if (!sealed.erased) return nameIn(recordLeaf(sha256, sealed.record));
  return assert.fail("nothing is sealed");
}

/** Resolves when somebody listens on a socket. */
async function reachable(path: string): Promise<void> {
  for (;;) {
    const socket = connect(path);
    const isOpen = await new Promise<boolean>((resolve) => {
      socket.once("connect", () => resolve(true));
      socket.once("error", () => resolve(false));
    });
    socket.destroy();
    if (isOpen) return;
    await new Promise((again) => setTimeout(again, 10));
  }
}

const nounsOf = (place: string) => `
- { as: log, noun: record, ${place} }
- { as: seen, noun: observation, record: $log, text: somebody logged in }
- { as: stop, noun: claim, kind: occurred, ask: Did somebody log in?, answers: [yes, no] }
- { noun: link, type: bears-on, from: $seen, to: $stop, bearing: { weights: [{ for: yes, log10LR: [3, 3, 3] }, { for: no, log10LR: [0, 0, 0] }], reliability: A, credibility: 1, forgeability: 0 } }
`;

test("a running node states assessments; only what is sealed is sealed telemetry", { timeout: 30_000 }, async (context) => {
  const folder = await temporaryFolder(context);
  const [data, log, document] = [join(folder, "data"), join(folder, "auth.log"), join(folder, "nouns.yaml")];
  const packs = await writePacks(folder);
  await writeFile(log, LOUD);

  assert.equal((await runMeridian(["watch", log, "--data", data])).code, 1, "something was found");
  const sealed = await firstSealed(data);
  const child = startMeridian(["watch", log, "--data", data, "--follow"]);
  context.after(() => child.kill("SIGKILL"));
  await reachable(join(data, "case.sock"));
  const ask = async (args: readonly string[]): Promise<Told> => {
    const ran = await runMeridian([...args, "--data", data, "--json"]);
    assert.equal(ran.code, 0, `${args.join(" ")}: ${ran.stderr}`);
    return JSON.parse(ran.stdout) as Told;
  };
  for (const [place, kinds] of [
    [`of: "${sealed}"`, ["sealed_telemetry"]],
    [`origin: "host:jump", place: { kept: segment, name: "${FORGED}", segment: "seg-000001", index: 0 }`, []],
  ] as const) {
    const { case: id } = await ask(["case", "new", "--title", "Clocks", "--victim", "Harbour Time Service"]);
    await writeFile(document, nounsOf(place));
    const { nouns } = await ask(["case", "add", id, document]);
    const claim = nouns.find(({ as }) => as === "stop")?.id ?? "";
    await ask([
      "assess",
      "read",
      id,
      "--packs",
      packs,
      "--claim",
      claim,
      "--prop",
      "stopped",
      "--shows",
      "yes",
      "--refutes",
      "no",
    ]);
    const told = await ask(["assess", id, "--packs", packs, "--state"]);
    assert.ok(told.stated !== null);
    assert.deepEqual(
      told.facts.findings.map((finding) => [finding.pro, finding.kinds]),
      [["reasonable", kinds]],
    );
    assert.deepEqual(
      (await ask(["assess", "verify", id, "--packs", packs])).assessments.map(({ equal }) => equal),
      [true],
    );
  }
  const stopped = once(child, "close");
  child.kill("SIGTERM");
  await stopped;
});
