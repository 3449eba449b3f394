import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { damagePicture, type QuantityResult, quantityLines, rerun, runQuery } from "../../src/case/index.ts";
import type { Event } from "../../src/model/index.ts";
import { createFramer } from "../../src/telemetry/index.ts";
import { readGroundTruth, readLog } from "../recordings/recordings.ts";
import { readAll, sampleReader, sha256 } from "../support/telemetry.ts";

const LOGS = [
  "hts-time1/syslog.log.gz",
  "hts-monitor/tshark.ndjson.zst",
  "hts-web1/chrony/measurements.log.gz",
  "hts-web1/nginx/access.log.gz",
];
const FROM = "2026-11-22T13:15:20.000Z";
const TO = "2026-11-22T13:16:22.500Z";
const BEFORE = "2026-11-22T13:13:10.000Z";
/** The clock that Party A put in was 350 ms fast (recordings/harbour-time-service/README.md). */
const FALSE_CLOCK_MS = 350;

function eventsOf(path: string): readonly Event[] {
  const framer = createFramer();
  const frames = [...framer.push(Buffer.from(readLog(`logs/${path}`))), ...framer.end()];
  return readAll(sampleReader(`file:logs/${path}`, path.split("/")[0] ?? null), frames).flatMap((unit) => unit.events);
}

const events = LOGS.flatMap(eventsOf);

function ask(name: string, args: Record<string, string>): QuantityResult {
  const result = runQuery(name, args, events, sha256);
  assert.ok(result.ok, JSON.stringify(result));
  return result.value;
}

const SENSORS = JSON.stringify([
  {
    kind: "states",
    name: "service log",
    down: { product: ["linux"], host: ["hts-time1"], message: ["chronyd exiting*"] },
    up: { product: ["linux"], host: ["hts-time1"], message: ["Selected source*"] },
    lagS: 0,
  },
  {
    kind: "exchange",
    name: "answers on the wire",
    ask: { product: ["tshark"], dst_ip: ["10.20.0.20"], ntp_flags_mode: ["3"] },
    answer: { product: ["tshark"], src_ip: ["10.20.0.20"], ntp_flags_mode: ["4"], ntp_stratum: ["1", "2", "3"] },
    withinS: 1,
    everyS: 5,
  },
]);
const DOWN = { service: "time at hts-time1", from: FROM, to: TO, sensors: SENSORS, baselineFrom: BEFORE };

/** When the ground truth says that a command was typed. */
function typedAt(command: string): number {
  const action = readGroundTruth()
    .stages.flatMap(({ actions }) => actions)
    .find((one) => one.command === command);
  assert.ok(action !== undefined, command);
  return Date.parse(action.at);
}

test("the time service was out from the two moments that the ground truth names", () => {
  const { quantity, picture, caveats, origins, records } = ask("downtime.union", DOWN);
  // The service log is exact: chronyd exited at both commands, and found its false source again once.
  const told = picture?.sensors.find(({ name }) => name === "service log")?.outages.best ?? [];
  const typed = [typedAt("sudo service chrony restart"), typedAt("sudo service chrony stop")];
  const late = told.map(({ fromMs }, at) => fromMs - (typed[at] ?? 0));
  assert.equal(late.length, 2);
  for (const ms of late) assert.ok(ms >= 0 && ms < 50, `${ms} ms after the command`);
  assert.deepEqual(
    told.map(({ fromMs, toMs }) => toMs - fromMs),
    [2226, 17_222],
  );
  // Sure: 2.226 s by the log, 16.246 s of requests on the wire that nobody answered. At most: from the last answer before each.
  assert.deepEqual(quantity.value, { lo: 18.472, best: 22.466, hi: 28.428 });
  assert.equal(quantity.baseline, "in the 130.000 s before, with the same sensors: 0.000 s (0.000 to 0.000)");
  assert.deepEqual(origins, ["hts-monitor", "hts-time1"]);
  assert.ok(caveats.includes("at least two origins agree on 19.448 s"), caveats.join("; "));
  assert.ok(records.length > 40);
});

test("docs/damage.md shows what is really printed, and the picture has both outages", () => {
  const result = ask("downtime.union", DOWN);
  const page = readFileSync(new URL("../../docs/damage.md", import.meta.url), "utf8");
  const shown = quantityLines(result).filter((line) => !line.startsWith("  note: service log"));
  assert.ok(page.includes(shown.join("\n")), shown.join("\n"));
  assert.ok(result.picture !== null);
  const svg = damagePicture(result.picture, "Time at hts-time1");
  assert.equal(svg.split("best guess: ").length - 1, 2 + 2 + 2);
});

const ANSWERS = { product: ["tshark"], src_ip: ["10.20.0.20"], ntp_flags_mode: ["4"] };
const SERVED = {
  from: FROM,
  to: TO,
  baselineFrom: BEFORE,
  where: JSON.stringify(ANSWERS),
  reading: JSON.stringify({ kind: "ntp-answer", offset: "", client: "dst_ip" }),
};

test("the clock that was served was wrong by what the false source was fast", () => {
  const wire = ask("clock-error.largest", SERVED).quantity;
  assert.ok(Math.abs(wire.value.best - FALSE_CLOCK_MS) < 0.1, String(wire.value.best));
  assert.equal(wire.baseline, "largest 0.060 ms");
  const client = ask("clock-error.largest", {
    ...SERVED,
    where: JSON.stringify({ product: ["chrony"], service: ["measurements"], ip_address: ["10.20.0.20"] }),
    reading: JSON.stringify({ kind: "offset-field", offset: "offset_s", client: "host" }),
  }).quantity;
  // What hts-web1 measured itself agrees with what stood on the wire.
  assert.ok(Math.abs(client.value.best - wire.value.best) < 0.1, String(client.value.best));
});

test("clock error times clients: two clients, 350 ms from between two answers until the last one", () => {
  const { quantity, parts, coverage } = ask("client-time-error.integral", { ...SERVED, everyS: "10" });
  assert.deepEqual(
    parts.map(({ name }) => name),
    ["client 10.20.0.10", "client 10.20.0.30"],
  );
  // The last right answer to either came at 13:15:45.87, the first wrong one at 13:15:49.93, the last at 13:16:02.07.
  const wrongS = 12.14;
  const between = 4.055;
  assert.ok(Math.abs(quantity.value.lo - 2 * FALSE_CLOCK_MS * wrongS) < 10, String(quantity.value.lo));
  assert.ok(Math.abs(quantity.value.hi - 2 * FALSE_CLOCK_MS * (wrongS + between)) < 10, String(quantity.value.hi));
  assert.ok(quantity.value.lo < quantity.value.best && quantity.value.best < quantity.value.hi);
  assert.equal(quantity.unit, "ms·s·client");
  assert.ok(coverage !== null && coverage > 0.6 && coverage < 0.7);
  assert.equal(quantity.baseline, "at the rate before: 2.296 ms·s·client would have come about anyway");
});

test("the archive left in one flow of five megabytes, and any order of the records gives the same bytes", () => {
  const inside = '["10.20.0.0/24","192.0.2.0/24"]';
  const from = "2026-11-22T13:15:00.000Z";
  const sent = ask("bytes-out.flows", { from, to: TO, inside, peers: '["203.0.113.66"]' });
  // The number on the FIN is 5101505 (README.md, "Packets not captured").
  assert.deepEqual(sent.quantity.value, { lo: 5_101_504, best: 5_101_504, hi: 5_101_504 });
  assert.equal(sent.records.length, 1);
  assert.equal(rerun(sent.quantity, [...events, ...events].reverse(), sha256).same, true);
  const elsewhere = ask("bytes-out.flows", { from, to: TO, inside, peers: '["198.51.100.200"]' });
  assert.equal(elsewhere.negative, `no evidence of exfiltration in flows from ${from} to ${TO}, coverage 100 %`);
});
