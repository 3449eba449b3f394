import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { temporaryFolder } from "../support/run-meridian.ts";

const ROOT = join(import.meta.dirname, "../..");
const DOORS = { sigma: "src/detect/sigma/index.ts", lines: "src/app/lines.ts" } as const;

const RULE = `title: A tool in Temp
id: 8d1d1c5a-0000-4000-8000-000000000001
author: Harbour Time Service
level: low
logsource: { product: windows, category: process_creation }
detection:
  selection: { Image|contains: \\Temp\\ }
  condition: selection
`;

const event = (image: string) =>
  JSON.stringify({ EventID: 1, Channel: "Microsoft-Windows-Sysmon/Operational", Hostname: "h", Image: image });

test("the examples of docs/libraries.md run", async (context) => {
  const folder = await temporaryFolder(context);
  writeFileSync(join(folder, "rule.yml"), RULE);
  writeFileSync(join(folder, "events.ndjson"), `${event("C:\\ok.exe")}\n${event("C:\\Temp\\x.exe")}\n`);
  const page = readFileSync(join(ROOT, "docs/libraries.md"), "utf8");
  const programs = [...page.matchAll(/```js\n(.*?)```/gs)].map(([, program = ""]) => program);
  const printed = programs.map((program, at) => {
    const own = Object.entries(DOORS).reduce(
      (text, [entry, path]) => text.replaceAll(`@meridian-evidence/meridian/${entry}`, pathToFileURL(join(ROOT, path)).href),
      program,
    );
    writeFileSync(join(folder, `example-${at}.mjs`), own);
    return execFileSync(process.execPath, [`example-${at}.mjs`], { cwd: folder, encoding: "utf8" });
  });
  assert.equal(printed.length, 3);
  assert.match(printed[0] ?? "", /^A tool in Temp by Harbour Time Service/);
  assert.equal(printed[1], `1 lines read in full\nbyte ${event("C:\\ok.exe").length + 1}: A tool in Temp\n`);
  assert.equal(printed[2], "A tool in Temp\n");
});
