// apt: passwd util-linux
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";

const CHILD = join(import.meta.dirname, "accounts-child.ts");
const NOW_MS = 1_795_343_175_000;

/** An /etc of its own with four persons: a password and no end; an end of his own; no password; locked before. */
const SCRIPT = `set -eu
cp -a /etc/. "$1/etc/"
mount --bind "$1/etc" /etc
for name in alice bob carol dave; do useradd --no-create-home "$name"; done
printf 'alice:long and secret\\nbob:long and secret\\n' | chpasswd --crypt-method SHA256
usermod --expiredate 2030-05-17 bob
passwd --quiet --delete carol
passwd --quiet --lock dave
grep -E '^(alice|bob|carol|dave):' /etc/shadow
"$2" "$3" "$1" ${NOW_MS}
grep -E '^(alice|bob|carol|dave):' /etc/shadow
`;

const skip = whyNot();

function whyNot(): string | false {
  if (process.platform !== "linux") return "needs Linux";
  const tried = spawnSync("unshare", [
    "--mount",
    "sh",
    "-c",
    "mount --bind /etc /etc && command -v usermod chage passwd useradd",
  ]);
  return tried.status === 0 ? false : "needs root, a mount namespace and the programs of passwd";
}

type Said = Readonly<Record<string, unknown>>;

test("accounts are locked, extended, taken back and let go, as they were, and only those of persons", { skip }, (t) => {
  const directory = mkdtempSync(join(tmpdir(), "meridian-accounts-"));
  t.after(() => rmSync(directory, { recursive: true, force: true }));
  spawnSync("mkdir", [join(directory, "etc")]);
  const ran = spawnSync("unshare", ["--mount", "sh", "-c", SCRIPT, "sh", directory, process.execPath, CHILD], {
    encoding: "utf8",
    timeout: 60_000,
  });
  assert.equal(ran.status, 0, ran.stderr);
  const lines = ran.stdout.trim().split("\n");
  const shadow = lines.filter((line) => !line.startsWith("{"));
  const said: Said = Object.fromEntries(
    lines.filter((line) => line.startsWith("{")).map((line) => Object.values(JSON.parse(line) as object) as [string, unknown]),
  );
  assert.deepEqual(shadow.slice(4), shadow.slice(0, 4), "every account is as it was, to the byte");
  const done = (value: string) => ({ target: { kind: "account", value }, state: "done", guard: null, reason: null });
  assert.deepEqual(said["rehearsed"], [done("alice")]);
  assert.deepEqual(said["held-after-rehearsal"], []);
  const locked = said["locked"] as { state: string; guard: string | null; reason: string | null }[];
  assert.deepEqual(locked.slice(0, 4), ["alice", "bob", "carol", "dave"].map(done));
  assert.deepEqual(
    locked.slice(4).map(({ state, guard }) => [state, guard]),
    [
      ["refused", "system"],
      ["refused", "system"],
      ["failed", null],
    ],
  );
  assert.deepEqual(
    said["held"],
    ["alice", "bob", "carol", "dave"].map((name) => [name, NOW_MS + 60_000]),
  );
  assert.equal(said["extended"], "done");
  assert.deepEqual([said["undone"], said["undone-again"]], ["done", "done"]);
  assert.deepEqual(said["held-after-restart"], ["alice"], "what ended while nobody looked is let go at the start");
  assert.deepEqual(said["held-at-end"], []);
  assert.deepEqual(said["problems"], []);
});
