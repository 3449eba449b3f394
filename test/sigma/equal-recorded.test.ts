import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { createDetector } from "../../src/detect/sigma/index.ts";
import { type Event, logsourceMatches } from "../../src/model/index.ts";
import { progress } from "../support/progress.ts";
import { sharedData, skipWithout } from "../support/shared-data.ts";
import { referenceHits } from "./reference-matcher.ts";
import { eventsOf, filesUnder, sigmaRules } from "./support.ts";
import { zipLines } from "./zip.ts";

const skip = skipWithout("otrf", "datasets", "atomic", "windows");
const SOAK = process.env["MERIDIAN_SOAK"] === "1";
/** Of each recording: events with a hit, and every so many of all; the referee takes milliseconds an event. In the soak, all of them. */
const HITS_EACH_MAX = SOAK ? Number.POSITIVE_INFINITY : 5;
const STRIDE = SOAK ? 1 : 9_973;
const RECORDING_STRIDE = SOAK ? 1 : 11;
const LINES_READ_MAX = SOAK ? Number.POSITIVE_INFINITY : 1_500;
/** Values for the placeholders of SigmaHQ's rules, so that these fire too. */
const PLACEHOLDERS = new Map([
  ["Administrators", ["pgustavo", "*admin*"]],
  ["Admins_Workstations", ["WORKSTATION5*"]],
  ["DC-MACHINE-NAME", ["MORDORDC$"]],
  ["DomainControllers", ["MORDORDC.theshire.local"]],
  ["ServerSystems", ["MORDORDC*"]],
  ["Workstations", ["WORKSTATION*", "172.18.39.?"]],
  ["dc_ip_addresses", ["172.18.38.5", "172.18.39.*"]],
  ["dc_machine_accounts", ["MORDORDC$"]],
  ["domain_controller_hostnames", ["MORDORDC*"]],
  ["internal_domains", ["*.theshire.local"]],
]);

test("the matcher finds in every recording exactly what a full scan of all rules finds", { skip }, (t) => {
  const { rules } = sigmaRules();
  const options = { utcOffsetMinutes: 0, placeholders: PLACEHOLDERS };
  const detector = createDetector(rules, options);
  const routed = new Map<string, typeof rules>();
  const counts = { recordings: 0, events: 0, hits: 0 };
  for (const lines of recordings()) {
    counts.recordings++;
    const events = eventsOf(lines.slice(0, LINES_READ_MAX));
    for (const event of chosen(events, (one) => detector.observe(one).length > 0)) {
      const found = detector.observe(event).map(({ rule }) => rule.id);
      assert.deepEqual(found, referenceHits(rulesFor(event), event, options), JSON.stringify(event.fields));
      counts.events++;
      progress(() => JSON.stringify(counts));
      counts.hits += found.length;
    }
  }
  t.diagnostic(`${JSON.stringify(counts)}, ${routed.size} log sources, ${rules.length} rules`);
  assert.ok(counts.hits > 10);

  function rulesFor({ logsource }: Event): typeof rules {
    const key = JSON.stringify(logsource);
    const known =
      routed.get(key) ??
      rules.filter(({ detection }) => detection !== null && logsourceMatches(detection.rule.logsource, logsource));
    routed.set(key, known);
    return known;
  }
});

function chosen(events: readonly Event[], isHit: (event: Event) => boolean): readonly Event[] {
  if (SOAK) return events;
  return [...events.filter(isHit).slice(0, HITS_EACH_MAX), ...events.filter((_, at) => at % STRIDE === 7)];
}

/** The lines of everything in OTRF that holds JSON, one recording after the other. */
function* recordings(): Generator<readonly string[]> {
  const root = sharedData("otrf", "datasets") as string;
  for (const [number, path] of filesUnder(root, ".zip").entries()) if (number % RECORDING_STRIDE === 0) yield zipLines(path);
  for (const path of filesUnder(root, ".log")) yield readFileSync(path, "utf8").split("\n");
}
