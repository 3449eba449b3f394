import assert from "node:assert/strict";
import { test } from "node:test";
import type { Digest } from "../model/index.ts";
import { reloadTeller } from "./watch-reload-lines.ts";

test("why changed rules are not used is said once, until they can be used again", () => {
  const lines: string[] = [];
  const tell = reloadTeller((line) => lines.push(line));
  const kept = (reason: string) => tell({ kind: "kept", reason });
  tell({ kind: "same" });
  kept("a.yml:2:1");
  kept("a.yml:2:1");
  kept("b.yml:1:1");
  tell({ kind: "same" });
  tell({ kind: "same" });
  kept("b.yml:1:1");
  tell({ kind: "taken", set: "5e7" as Digest, rules: 3, refused: 1 });
  kept("b.yml:1:1");
  const unused = "changed rules are not used, the old ones stay at work:";
  assert.deepEqual(lines, [
    `${unused} a.yml:2:1`,
    `${unused} b.yml:1:1`,
    "rules can be used again, and are those that are at work",
    `${unused} b.yml:1:1`,
    "rules have changed: 3 at work, 1 refused; set 5e7",
    `${unused} b.yml:1:1`,
  ]);
});
