// apt: systemd
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { parseAllowlist } from "../../src/respond/enforcer/allowlist.ts";

const DEPLOY = join(import.meta.dirname, "../../deploy");
const UNITS = readdirSync(DEPLOY).filter((name) => name.endsWith(".service"));
const skip = spawnSync("systemd-analyze", ["--version"]).status === 0 ? false : "needs systemd-analyze";

test("systemd knows every line of the units", { skip }, (t) => {
  const directory = mkdtempSync(join(tmpdir(), "meridian-units-"));
  t.after(() => rmSync(directory, { recursive: true, force: true }));
  for (const name of UNITS) {
    // The programs are not installed where tests run; all else is as it ships.
    const text = readFileSync(join(DEPLOY, name), "utf8").replace(/^ExecStart=\S+/m, "ExecStart=/bin/true");
    writeFileSync(join(directory, name), text);
  }
  const paths = UNITS.map((name) => join(directory, name));
  const ran = spawnSync("systemd-analyze", ["verify", "--man=no", ...paths], { encoding: "utf8", timeout: 20_000 });
  assert.deepEqual([ran.status, ran.stderr.trim()], [0, ""]);
});

for (const [name, capabilities] of [
  ["meridian.service", ""],
  ["meridian-enforcer.service", "CAP_NET_ADMIN"],
  ["meridian-enforcer-accounts.service", "CAP_CHOWN CAP_KILL"],
] as const) {
  test(`${name} is bounded to ${capabilities === "" ? "no capability" : capabilities}`, () => {
    const text = readFileSync(join(DEPLOY, name), "utf8");
    assert.deepEqual(/^CapabilityBoundingSet=(.*)$/m.exec(text)?.[1], capabilities);
    assert.match(text, /^NoNewPrivileges=yes$/m);
    assert.match(text, /^ProtectSystem=strict$/m);
  });
}

test("the example of what is protected can be read", () => {
  assert.equal(parseAllowlist(readFileSync(join(DEPLOY, "protect"))).ok, true);
});
