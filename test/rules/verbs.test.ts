import assert from "node:assert/strict";
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { runMeridian, startMeridian, temporaryFolder } from "../support/run-meridian.ts";
import { exampleRule } from "./example-rules.ts";

const BAD = exampleRule("selection: {CommandLine|contains: '*whoami*'}");

test("rules and rules check say the same; --fail-on says from when on the exit code is 1", async (context) => {
  const folder = await temporaryFolder(context);
  await writeFile(join(folder, "a.yml"), BAD);
  const [plain, check, warning, never] = await Promise.all(
    [
      ["rules", folder],
      ["rules", "check", folder],
      ["rules", "check", folder, "--fail-on", "warning"],
      ["rules", "check", folder, "--fail-on", "never", "--json"],
    ].map((args) => runMeridian(args)),
  );
  assert.equal(plain?.code, 0);
  assert.equal(plain?.stdout, check?.stdout);
  assert.match(
    check?.stdout ?? "",
    /a\.yml:\d+:\d+: warning: .* \[wildcard-idle\] Base\n0 errors, 1 warnings, 0 hints, 0 left out with a reason\n1 rules loaded, 0 refused; set [0-9a-f]{64}\n$/,
  );
  assert.equal(warning?.code, 1);
  assert.equal(never?.code, 0);
  const told = JSON.parse(never?.stdout ?? "") as { findings: { check: string }[] };
  assert.deepEqual(
    told.findings.map(({ check: name }) => name),
    ["wildcard-idle"],
  );
});

test("a verb that is misspelt is told with the verbs; a path that is not there is told as one", async (context) => {
  const folder = await temporaryFolder(context);
  const wrong = await runMeridian(["rules", "chek", "--hints"]);
  assert.equal(wrong.code, 2);
  assert.match(wrong.stderr, /expected a folder that is there or one of check, explain, test, coverage, got "chek"/);
  const gone = await runMeridian(["rules", join(folder, "chek")]);
  assert.equal(gone.code, 3);
  assert.match(gone.stderr, /could not read the rules in \S*chek/);
});

test("a refused rule is an error, and settings that cannot be used stop the check", async (context) => {
  const folder = await temporaryFolder(context);
  await writeFile(join(folder, "a.yml"), BAD.replace("condition: selection", "condition: nothing"));
  const refused = await runMeridian(["rules", folder]);
  assert.equal(refused.code, 1);
  assert.match(refused.stdout, /^\S*a\.yml:\d+:\d+: error: condition names what is not there: "nothing" \[refused\] Base\n/);
  await writeFile(join(folder, ".meridian-lint.yaml"), "off: [{check: wildcard-idle}]");
  const broken = await runMeridian(["rules", folder]);
  assert.equal(broken.code, 3);
  assert.match(broken.stderr, /off\.0\.reason/);
  await writeFile(join(folder, "a.yml"), BAD);
  await writeFile(join(folder, ".meridian-lint.yaml"), "off: [{check: wildcard-idle, reason: we like stars}]");
  assert.match((await runMeridian(["rules", folder])).stdout, /0 errors, 0 warnings, 0 hints, 1 left out with a reason/);
});

test("rules explain answers with its exit code, from an argument, a file or standard input", async (context) => {
  const folder = await temporaryFolder(context);
  const rule = join(folder, "a.yml");
  await writeFile(rule, exampleRule("selection: {CommandLine|contains: whoami}"));
  const [fires, not, many, none] = await Promise.all([
    runMeridian(["rules", "explain", rule, '{"CommandLine": "whoami /all"}']),
    runMeridian(["rules", "explain", rule, "-", "--json"], '{"commandline": "whoami"}\n'),
    runMeridian(["rules", "explain", rule, "-"], '{"CommandLine": "a"}\n{"CommandLine": "whoami"}\n'),
    runMeridian(["rules", "explain", rule, join(folder, "gone.log")]),
  ]);
  assert.deepEqual([fires.code, not.code, many.code, none.code], [0, 1, 0, 2]);
  assert.match(fires.stdout, /Base fires on the event/);
  const told = JSON.parse(not.stdout) as { event: { told: { condition: { found: unknown } } } };
  assert.deepEqual(told.event.told.condition.found, { state: "absent", like: ["commandline"] });
  assert.match(many.stdout, /fires on event 2 of 2 \(it fires on 1\)/);
  await writeFile(join(folder, "b.yml"), BAD.replace("title: Base", "title: Bad").replace("contains", "contain"));
  const [refused, slip, version] = await Promise.all([
    runMeridian(["rules", "explain", folder, '{"A": 1}', "--rule", "Bad"]),
    runMeridian(["rules", "explain", rule, '{"CommandLine": "C:\\Windows"}']),
    runMeridian(["--version"]),
  ]);
  assert.match(refused.stderr, /the rule is refused: unknown modifier contain: .*; is contains meant\? \(.*b\.yml:\d+:\d+\)/);
  assert.match(slip.stderr, /not JSON.*; in JSON a backslash is written twice/);
  assert.deepEqual([refused.code, slip.code, version.code], [3, 2, 0]);
  assert.match(version.stdout, /^\d+\.\d+\.\d+\n$/);
});

test("rules are looked at with the filters, pipelines and placeholders that watch would give them", async (context) => {
  const folder = await temporaryFolder(context);
  const config = join(folder, "meridian.yaml");
  await writeFile(join(folder, "a.yml"), exampleRule("selection: {User|expand: '%Administrators%'}"));
  await writeFile(config, "sigma: {placeholders: {Administrators: [root]}}");
  const [without, withValues] = await Promise.all([
    runMeridian(["rules", "explain", join(folder, "a.yml"), '{"User": "root"}']),
    runMeridian(["rules", "explain", join(folder, "a.yml"), '{"User": "root"}', "--config", config]),
  ]);
  assert.deepEqual([without.code, withValues.code], [1, 0]);
  assert.match(without.stdout, /the placeholder %Administrators% has no value/);
});

test("a pipeline that cannot be used is said once, not for each rule", async (context) => {
  const folder = await temporaryFolder(context);
  for (const name of ["a", "b", "c"])
    await writeFile(join(folder, `${name}.yml`), exampleRule("selection: {User: root}").replace("title: Base", `title: ${name}`));
  const pipeline = join(folder, "pipeline");
  await writeFile(pipeline, "name: mine\ntransformations:\n  - id: one\n    type: field_name_maping\n");
  const { code, stdout } = await runMeridian(["rules", folder, "--pipeline", pipeline]);
  assert.equal(code, 1);
  const [fault, stopped] = stdout.split("\n").filter((line) => !line.includes(": warning: "));
  assert.match(
    fault ?? "",
    /pipeline:4:11: error: unknown transformation: field_name_maping; is field_name_mapping meant\? \[refused\]$/,
  );
  assert.equal(stopped, "3 documents are not loaded, because a pipeline cannot be used");
});

test("rules test and rules coverage write their files and give exit codes", async (context) => {
  const folder = await temporaryFolder(context);
  await writeFile(join(folder, "a.yml"), exampleRule("selection: {CommandLine|contains: whoami}"));
  const [untested, needed] = [
    await runMeridian(["rules", "test", folder]),
    await runMeridian(["rules", "test", folder, "--need-tests"]),
  ];
  assert.deepEqual([untested.code, needed.code], [0, 1]);
  await writeFile(join(folder, "b.yml"), "title: no rule\n");
  const [refused, strict] = [
    await runMeridian(["rules", "test", join(folder, "b.yml")]),
    await runMeridian(["rules", "test", join(folder, "b.yml"), "--need-tests"]),
  ];
  assert.deepEqual([refused.code, strict.code], [0, 1]);
  assert.match(refused.stdout, /\nrefused: .*b\.yml:1:1: missing logsource: /);
  await rm(join(folder, "b.yml"));
  await writeFile(join(folder, "a.test.yml"), "tests: [{name: never, fires: 0, events: [{fields: {CommandLine: whoami}}]}]");
  const failed = await runMeridian(["rules", "test", folder, "--junit", join(folder, "out.xml")]);
  assert.equal(failed.code, 1);
  assert.match(failed.stdout, /expected that it fires 0 times, it fires once/);
  assert.match(await readFile(join(folder, "out.xml"), "utf8"), /<testsuites name="meridian rules test" tests="1" failures="1"/);
  const covered = await runMeridian(["rules", "coverage", folder, "-o", join(folder, "layer.json")]);
  assert.equal(covered.code, 0);
  const layer = JSON.parse(await readFile(join(folder, "layer.json"), "utf8")) as { techniques: { techniqueID: string }[] };
  assert.deepEqual(
    layer.techniques.map(({ techniqueID }) => techniqueID),
    ["T1059"],
  );
});

test("watch --follow takes changed rules on SIGHUP, and goes on", async (context) => {
  const folder = await temporaryFolder(context);
  const [rule, log] = [join(folder, "a.yml"), join(folder, "auth.log")];
  const text = (title: string) =>
    `title: ${title}\nlogsource: {product: linux}\ndetection:\n  s: {message|startswith: Failed password}\n  condition: s\n`;
  await writeFile(rule, text("old"));
  await writeFile(log, "2026-11-23T02:00:00Z h sshd[1]: Failed password for a from 203.0.113.66 port 5 ssh2\n");
  const child = startMeridian(["watch", log, "--follow", "--json", "--rules", rule]);
  let seen = "";
  const until = (wanted: RegExp) =>
    new Promise<void>((resolve, reject) => {
      const look = () => wanted.test(seen) && resolve();
      for (const stream of [child.stdout, child.stderr])
        stream.on("data", (chunk: Buffer) => {
          seen += chunk.toString();
          look();
        });
      child.once("exit", () => reject(new Error(seen)));
      look();
    });
  context.after(() => child.kill("SIGKILL"));
  await until(/"title":"old"/);
  await writeFile(rule, text("new"));
  child.kill("SIGHUP");
  await until(/rules have changed: 1 at work, 0 refused/);
  await writeFile(log, "2026-11-23T02:00:01Z h sshd[2]: Failed password for b from 203.0.113.66 port 5 ssh2\n", { flag: "a" });
  await until(/"title":"new"/);
  child.kill("SIGINT");
  await until(/since +\S+, when the rules changed[^]*seen +1 lines[^]*found +2 detections, by the rules before too/);
});
