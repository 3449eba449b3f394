import assert from "node:assert/strict";
import { test } from "node:test";
import { readAs } from "../formats.ts";

const CONDITIONS = { readAtMs: 0, utcOffsetMinutes: 0, host: null, table: undefined };

const EVTX = {
  Event: {
    System: {
      Provider: { "#attributes": { Name: "Microsoft-Windows-Eventlog" } },
      EventID: 104,
      TimeCreated: { "#attributes": { SystemTime: "2026-11-23T04:00:00.000000Z" } },
      Channel: "System",
      Computer: "harbour-1",
    },
    UserData: { LogFileCleared: { SubjectUserName: "svc", Channel: "Security", BackupPath: "" } },
  },
};
const WINLOGBEAT = {
  "@timestamp": "2026-11-23T04:00:00.000Z",
  winlog: {
    channel: "System",
    event_id: 104,
    provider_name: "Microsoft-Windows-Eventlog",
    user_data: { SubjectUserName: "svc", Channel: "Security" },
  },
};

for (const [format, line] of Object.entries({ "evtx-json": EVTX, winlogbeat: WINLOGBEAT }))
  test(`${format}: that a log was cleared stands in the channel that says so, whatever channel was cleared`, () => {
    const outcome = readAs(format, JSON.stringify(line), CONDITIONS);
    assert.ok(outcome?.kind === "event");
    assert.deepEqual(outcome.draft.logsource, { product: "windows", service: "system" });
    assert.deepEqual(outcome.draft.fields["Channel"], ["System", "Security"]);
  });
