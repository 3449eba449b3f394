import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { test } from "node:test";

const LAUNCH = `file://${join(import.meta.dirname, "../../bin/launch.js")}`;

type Launch = { findNode: (platform: string, arch: string, running: { versions: { node: string }; execPath: string }) => string };

const { findNode } = (await import(LAUNCH)) as Launch;
const old = { versions: { node: "20.19.0" }, execPath: "/old/node" };

test("the packaged Node goes before the one that runs us", () => {
  assert.equal(findNode(process.platform, process.arch, { ...process, execPath: "/other" }), process.execPath);
});

test("where there is none, a Node that is new enough will do", () => {
  assert.equal(findNode("freebsd", "x64", { versions: { node: "26.10.0" }, execPath: "/new/node" }), "/new/node");
  assert.equal(findNode("freebsd", "x64", { versions: { node: "27.0.0" }, execPath: "/new/node" }), "/new/node");
});

test("an old Node on a machine without a package is refused with what to install", () => {
  assert.throws(
    () => findNode("freebsd", "x64", old),
    /no packaged Node for freebsd x64.*20\.19\.0 is older than 26\.10\. Install Node 26\.10/,
  );
  assert.throws(() => findNode("freebsd", "x64", { versions: { node: "26.9.9" }, execPath: "/x" }), /older/);
});

/** The child counts SIGINT and ends with 7 once its standard input, which is ours, is closed. */
const CHILD = `let count = 0; process.on("SIGINT", () => { count++; console.log("interrupted " + count); });
  process.stdin.on("end", () => { console.log("ends after " + count); process.exitCode = 7; }).resume(); console.log("ready");`;

function launchChild(child: string) {
  const program = `import { launch } from "${LAUNCH}"; process.exitCode = await launch(process.execPath, ["--eval", ${JSON.stringify(child)}]);`;
  const launcher = spawn(process.execPath, ["--input-type=module", "--eval", program], { stdio: ["pipe", "pipe", "inherit"] });
  launcher.stdout.setEncoding("utf8");
  return launcher;
}

test("a signal to the launcher reaches the child once, however often it is repeated at once, and the exit code is the child's", async () => {
  const launcher = launchChild(CHILD);
  let output = "";
  launcher.stdout.on("data", (text: string) => {
    output += text;
    if (text.includes("ready")) for (let again = 0; again < 3; again++) launcher.kill("SIGINT");
    if (text.includes("interrupted")) launcher.stdin.end();
  });
  const [code] = (await once(launcher, "close")) as [number];
  assert.equal(code, 7, output);
  assert.match(output, /ends after 1/);
});

test("a child that a signal ended is reported as such", async () => {
  const launcher = launchChild('process.kill(process.pid, "SIGTERM"); setInterval(() => undefined, 1000);');
  const [code, signal] = (await once(launcher, "close")) as [number | null, string | null];
  assert.deepEqual({ code, signal }, { code: null, signal: "SIGTERM" });
});
