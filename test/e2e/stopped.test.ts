// apt: nftables openssh-server openssh-client sshpass iproute2 openssl
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { describe, type TestContext, test } from "node:test";
import type { DossierReport } from "../../src/verify/index.ts";
import { COMPILED, MAIN, runMeridian, temporaryFolder } from "../support/run-meridian.ts";

const SCRIPT = join(import.meta.dirname, "stopped-site.sh");
const VERIFIER = join(import.meta.dirname, "../../verifier/meridian-verify.mjs");
const PATH = ["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"];
const PROGRAMS = ["nft", "sshd", "ssh", "ssh-keygen", "sshpass", "ip", "ss", "unshare", "nsenter", "setpriv", "openssl", "bash"];

function whySkip(): string | false {
  const missing = PROGRAMS.filter((program) => !PATH.some((folder) => existsSync(join(folder, program))));
  if (process.platform !== "linux") return "needs Linux";
  if (process.getuid?.() !== 0) return "needs root, for namespaces of its own";
  return missing.length > 0 ? `not installed: ${missing.join(", ")}` : false;
}

type Played = {
  readonly outcome: string;
  readonly log: string;
  readonly held: string;
  readonly text: string;
  readonly report: DossierReport;
};

/** Lets the guesser at the site, publishes the case, and lets the shipped verifier judge the dossier. */
async function play(context: TestContext, mode: "act" | "rehearse"): Promise<Played> {
  const folder = await temporaryFolder(context);
  const read = (name: string) => readFile(join(folder, name), "utf8");
  const site = ["--net", "--mount", "--pid", "--fork", "--kill-child", "--propagation", "private", "bash", SCRIPT];
  const ran = await run("unshare", [...site, folder, process.execPath, mode, MAIN]);
  if (ran.code !== 0)
    assert.fail(`${ran.text}${await read("watch.err").catch(() => "")}${await read("enforcer.log").catch(() => "")}`);
  const data = join(folder, "data");
  const cases = await runMeridian(["cases", "--data", data, "--json"]);
  const id = /case-[0-9a-f]{12}/.exec(cases.stdout)?.[0] ?? assert.fail(cases.stdout + cases.stderr);
  const dossier = join(folder, "dossier");
  const published = await runMeridian(["publish", id, "--data", data, "--out", dossier]);
  assert.equal(published.code, 0, published.stderr);
  const shown = await run(process.execPath, [VERIFIER, dossier]);
  const report = JSON.parse((await run(process.execPath, [VERIFIER, dossier, "--json"])).text) as DossierReport;
  return {
    outcome: (await read("outcome")).trim(),
    log: await read("auth.log"),
    held: await read("held-after.txt"),
    text: shown.text,
    report,
  };
}

function run(program: string, args: readonly string[]): Promise<{ readonly code: unknown; readonly text: string }> {
  const options = { timeout: 60_000, env: { ...COMPILED, PATH: PATH.join(delimiter), TZ: "UTC" }, maxBuffer: 64 * 1024 * 1024 };
  return new Promise((resolve) => {
    execFile(program, args, options, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : (error.code ?? 1), text: `${stdout}${stderr}` }),
    );
  });
}

describe("a guesser at a real sshd", { skip: whySkip(), concurrency: true }, () => {
  test("is cut off before the right guess when blocking is on, and the dossier says so", async (context) => {
    const { outcome, log, held, text, report } = await play(context, "act");
    assert.equal(outcome, "out");
    assert.doesNotMatch(log, /Accepted password/);
    assert.ok((log.match(/Failed password/g)?.length ?? 0) >= 10);
    assert.match(held, /203\.0\.113\.66 counter packets [1-9]/);
    assert.deepEqual([report.bytes.faults, report.chain.faults, report.response.faults], [[], [], []]);
    const { told, status } = report.response;
    assert.equal(status, "as stated");
    assert.deepEqual(told?.actions[0]?.targets, [{ kind: "address", value: "203.0.113.66" }]);
    assert.deepEqual(
      told?.actions[0]?.steps.map(({ step }) => step),
      ["applied", "undone"],
    );
    assert.ok(told?.findings.every((word) => word === "before"));
    assert.match(text, /No finding that names what was held began while it was held\./);
  });

  test("logs in when blocking is only rehearsed, and the dossier says that nothing was held", async (context) => {
    const { outcome, log, held, text, report } = await play(context, "rehearse");
    assert.equal(outcome, "in");
    assert.match(log, /Accepted password for dockcam from 203\.0\.113\.66/);
    assert.doesNotMatch(held, /203\.0\.113\.66/);
    const { told, status } = report.response;
    assert.deepEqual([status, told?.heldFrom], ["as stated", null]);
    assert.ok(told?.actions.every(({ steps }) => steps.every(({ step }) => step === "rehearsed")));
    assert.match(text, /Nothing was ever held\./);
    assert.match(text, /findings began before anything was held: not prevented/);
  });
});
