// apt: nftables util-linux iproute2
import assert from "node:assert/strict";
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { chmodSync, chownSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { type TestContext, test } from "node:test";
import { connectEnforcer } from "../../src/respond/io/index.ts";

const MAIN = join(import.meta.dirname, "../../src/enforcer/main.ts");
const NOBODY = 65_534;
const ONLY = ["--inh-caps=-all,+net_admin", "--ambient-caps=-all,+net_admin", "--bounding-set=-all,+net_admin"];
const skip = whyNot();

function whyNot(): string | false {
  if (process.platform !== "linux" || process.getuid?.() !== 0) return "needs root on Linux";
  const tried = spawnSync("unshare", ["--net", "sh", "-c", "nft list ruleset && command -v setpriv nsenter"]);
  if (tried.status !== 0) return "needs a network namespace, nft and setpriv";
  const asNobody = spawnSync("setpriv", [`--reuid=${NOBODY}`, "--clear-groups", process.execPath, "--check", MAIN]);
  return asNobody.status === 0 ? false : "nobody may not read this clone";
}

/** A network namespace that lives as long as the test, and a folder in which nobody may make a socket. */
async function grounds(t: TestContext) {
  const directory = mkdtempSync(join(tmpdir(), "meridian-whole-"));
  chmodSync(directory, 0o755);
  const run = join(directory, "run");
  mkdirSync(run, { mode: 0o750 });
  chownSync(run, NOBODY, NOBODY);
  const protect = join(directory, "protect");
  writeFileSync(protect, "management 192.0.2.0/24 the engineers' network\n", { mode: 0o644 });
  const holder = spawn("timeout", ["60", "unshare", "--net", "sh", "-c", "ip link set lo up && echo up && exec sleep 60"], {
    stdio: ["ignore", "pipe", "ignore"],
  });
  await once(holder.stdout, "data");
  const [inside = ""] = readFileSync(`/proc/${holder.pid}/task/${holder.pid}/children`, "utf8").trim().split(" ");
  t.after(() => {
    holder.kill();
    rmSync(directory, { recursive: true, force: true });
  });
  return { net: `/proc/${inside}/ns/net`, socket: join(run, "socket"), protect };
}

type Grounds = Awaited<ReturnType<typeof grounds>>;

async function enforcer(t: TestContext, { net, socket, protect }: Grounds): Promise<{ child: ChildProcess; log: object[] }> {
  const drop = ["setpriv", `--reuid=${NOBODY}`, `--regid=${NOBODY}`, "--clear-groups", "--no-new-privs", ...ONLY];
  const main = [process.execPath, MAIN, "--socket", socket, "--roles", "nft", "--protect", protect];
  const child = spawn("timeout", ["50", "nsenter", `--net=${net}`, ...drop, ...main], { stdio: ["ignore", "ignore", "pipe"] });
  t.after(() => child.kill());
  const log: { event: string }[] = [];
  const lines = createInterface({ input: child.stderr });
  await new Promise<void>((resolve, reject) => {
    child.once("exit", (code) => reject(new Error(`it ended with ${code}: ${JSON.stringify(log)}`)));
    lines.on("line", (line) => {
      log.push(line.startsWith("{") ? (JSON.parse(line) as { event: string }) : { event: line });
      if (log.at(-1)?.event === "serving") resolve();
    });
  });
  return { child, log };
}

const block = (value: string, endsMs = Date.now() + 600_000) =>
  ({ measure: "block", target: { kind: value.includes("/") ? "prefix" : "address", value }, expiresAtMs: endsMs }) as const;

test("nobody with CAP_NET_ADMIN alone blocks, refuses, and leaves its blocks to the kernel", { skip }, async (t) => {
  const ground = await grounds(t);
  const first = await enforcer(t, ground);
  assert.deepEqual(
    first.log.filter((line) => "capabilities" in line),
    [],
    "no right too many, none too few",
  );
  const client = await connectEnforcer(ground.socket, { clock: Date.now, timeoutMs: 10_000 });
  t.after(() => client.close());
  const outcomes = await client.apply([block("203.0.113.7"), block("192.0.2.9"), block("198.51.100.0/24"), block("127.0.0.1")]);
  assert.deepEqual(
    outcomes.map(({ state, guard }) => [state, guard]),
    [
      ["done", null],
      ["refused", "management"],
      ["done", null],
      ["refused", "special-address"],
    ],
  );
  const held = async () => (await client.list()).map(({ target }) => target.value).sort();
  assert.deepEqual(await held(), ["198.51.100.0/24", "203.0.113.7"]);

  writeFileSync(ground.protect, "management 192.0.2.0/24 the engineers' network\nallow 203.0.113.0/28 monitoring\n");
  const [late] = await client.apply([block("203.0.113.8")]);
  assert.deepEqual([late?.state, late?.guard], ["refused", "allowlist"], "the next order meets the new list");
  assert.equal(
    (await client.protection()).networks.some(({ guard }) => guard === "management"),
    true,
  );
  while ((await held()).includes("203.0.113.7")) await new Promise((resolve) => setTimeout(resolve, 20));

  writeFileSync(ground.protect, "management 192.0.2.0/24\nsurely not a line\n");
  const [still] = await client.apply([block("203.0.113.8")]);
  assert.equal(still?.guard, "allowlist", "a file that cannot be read leaves the old one in force");
  const saidSo = () => first.log.some((line) => JSON.stringify(line).includes("stays in force"));
  while (!saidSo()) await new Promise((resolve) => setTimeout(resolve, 20));

  first.child.kill("SIGTERM");
  const [code] = (await once(first.child, "exit")) as [number | null];
  assert.equal(code, 0);
  writeFileSync(ground.protect, "management 192.0.2.0/24 the engineers' network\n");
  await enforcer(t, ground);
  assert.deepEqual(await held(), ["198.51.100.0/24"], "the kernel went on holding, and the next enforcer finds it");
  await client.undo([block("198.51.100.0/24")]);
  assert.deepEqual(await held(), []);
});

test("all the rights of root are refused unless they are asked for", { skip }, async (t) => {
  const { socket, protect } = await grounds(t);
  const ran = spawnSync(process.execPath, [MAIN, "--socket", socket, "--roles", "nft", "--protect", protect], {
    encoding: "utf8",
    timeout: 10_000,
  });
  assert.equal(ran.status, 2);
  assert.match(ran.stderr, /these roles need CAP_NET_ADMIN/);
});
