import assert from "node:assert/strict";
import { test } from "node:test";
import type { LogSource } from "./event.ts";
import { logsourceMatches } from "./logsource.ts";

const sysmon13: LogSource = { product: "windows", category: "registry_set", service: "sysmon" };
const TABLE: readonly [LogSource, LogSource, boolean][] = [
  [{}, {}, true],
  [{ product: "windows" }, sysmon13, true],
  [{ product: "linux" }, sysmon13, false],
  [{ product: "windows", category: "registry_set" }, sysmon13, true],
  [{ product: "windows", category: "registry_event" }, sysmon13, true],
  [{ product: "windows", category: "registry_add" }, sysmon13, false],
  [{ category: "registry_set" }, { category: "registry_event" }, false],
  [{ product: "windows", service: "sysmon" }, sysmon13, true],
  [{ product: "windows", service: "security" }, sysmon13, false],
  [{ category: "file_delete" }, { category: "file_delete_detected" }, true],
  [{ category: "webserver" }, {}, false],
  [{ product: "linux", service: "auth" }, { product: "linux", service: "sshd" }, true],
  [{ product: "linux", service: "syslog" }, { product: "linux", service: "sudo" }, true],
  [{ product: "linux", service: "sshd" }, { product: "linux", service: "auth" }, false],
  [{ service: "constructor" }, { service: "name" }, false],
];

for (const [rule, event, expected] of TABLE) {
  test(`a rule for ${JSON.stringify(rule)} ${expected ? "meets" : "does not meet"} ${JSON.stringify(event)}`, () => {
    assert.equal(logsourceMatches(rule, event), expected);
  });
}
