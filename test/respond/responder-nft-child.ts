import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { openNode, openResponder, readConfig, STARTER_PLAYBOOKS } from "../../src/app/index.ts";
import { temporaryFolder } from "../support/run-meridian.ts";
import { detectionOf, WORDS } from "./scene.ts";

const ENFORCER = join(import.meta.dirname, "..", "..", "bin", "meridian-enforcer.js");
const GUESSING = "7eaf5336-55fd-4a57-9965-7d6aaf8e91f2";
const ATTACKER = "203.0.113.66";

const ruleset = () => spawnSync("/usr/sbin/nft", ["list", "ruleset"], { encoding: "utf8", timeout: 10_000 }).stdout;

async function openNodeAt(folder: string) {
  const config = readConfig(join(folder, "meridian.yaml"));
  const party = { name: "Harbour Authority", kind: "port", jurisdiction: null, exercise: true };
  const node = await openNode({ dataDirectory: config.data, party, origin: null });
  const responder = await openResponder({ node, config, onAction: () => undefined, onProblem: () => undefined });
  await responder.started;
  return {
    responder,
    close: async () => {
      await responder.close();
      await node.close();
    },
  };
}

test("from a detection to the kernel, and back, and after a restart", async (context) => {
  const folder = await temporaryFolder(context);
  const socket = join(folder, "enforcer.sock");
  writeFileSync(join(folder, "protect"), "# nobody\n", { mode: 0o644 });
  const playbook = join(STARTER_PLAYBOOKS, "ssh_guessing.yml");
  writeFileSync(join(folder, "meridian.yaml"), `respond: {mode: act, enforcer: ${socket}, playbooks: [${playbook}]}\n`);
  const rights = ["--roles", "nft", "--protect", join(folder, "protect"), "--allow-root"];
  const enforcer = spawn(process.execPath, [ENFORCER, "--socket", socket, ...rights], { stdio: ["ignore", "inherit", "pipe"] });
  context.after(() => enforcer.kill());
  await new Promise<void>((serving) => {
    enforcer.stderr.on("data", (chunk: Buffer) => {
      if (chunk.toString().includes('"serving"')) serving();
    });
  });

  const first = await openNodeAt(folder);
  const found = detectionOf(ATTACKER, Date.now());
  const seen = { ...found, rule: { ...found.rule, id: GUESSING, level: "critical" as const } };
  first.responder.useRules({ document: () => new TextEncoder().encode("status: stable\n") } as never);
  const began = performance.now();
  first.responder.observe(seen, Date.now());
  await first.responder.settled();
  context.diagnostic(`measured: observed, held and stated in ${(performance.now() - began).toFixed(1)} ms`);
  assert.match(ruleset(), /203\.0\.113\.66/);
  const asked = {
    ask: "block",
    measure: "block",
    case: null,
    evidence: [],
    spoofableOk: false,
    dryRun: false,
    ...WORDS,
  } as const;
  await first.responder.answer({ ...asked, targets: ["198.51.100.0/25", "2001:db8:9::/64"], durationMs: 60_000 });
  const undone = await first.responder.answer({ ask: "unblock", what: ["198.51.100.0/25"], measure: null, ...WORDS });
  context.diagnostic(`measured: undone in ${undone.tookMs.toFixed(1)} ms`);
  assert.ok(undone.tookMs < 100);
  assert.doesNotMatch(ruleset(), /198\.51\.100\.0/);
  await first.close();
  assert.match(ruleset(), /203\.0\.113\.66/, "what is held stays held when the node ends");

  for (const set of ruleset().matchAll(/set (\w+) \{/g))
    spawnSync("/usr/sbin/nft", ["flush", "set", "inet", "meridian", set[1] ?? ""]);
  assert.doesNotMatch(ruleset(), /203\.0\.113\.66/);
  const again = await openNodeAt(folder);
  assert.match(ruleset(), /203\.0\.113\.66/);
  assert.match(ruleset(), /2001:db8:9::/);
  assert.equal(again.responder.status().enforcement?.repaired, 2);
  await again.close();
  if (enforcer.exitCode === null) {
    const ended = once(enforcer, "exit");
    enforcer.kill();
    await ended;
  }
});
