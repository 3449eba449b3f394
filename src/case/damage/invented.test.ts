import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { sha256 } from "../../../test/support/telemetry.ts";
import type { Event, Fields } from "../../model/index.ts";
import { nounShape, recordCommitment } from "../../model/index.ts";
import { quantityLines } from "./damage-lines.ts";
import { QUERY_NAMES, type QuantityResult, rerun, runQuery } from "./query.ts";

const START = Date.UTC(2026, 10, 22, 12);
const iso = (ms: number) => new Date(ms).toISOString();
const FROM = iso(START);
const TO = iso(START + 100_000);

/** An event of one record that nobody else has: number and host make its salt. */
function event(number: number, atMs: number, fields: Fields, host = "sensor-a"): Event {
  const bytes = new TextEncoder().encode(JSON.stringify([number, atMs, fields, host]));
  const salt = sha256(bytes);
  return {
    time: { fromMs: atMs, toMs: atMs },
    logsource: {},
    fields: { ...fields, host },
    records: [
      {
        commitment: recordCommitment(sha256, salt, bytes),
        salt,
        bytes,
        origin: { source: `file:${host}`, offset: number, lines: 1 },
        reading: { format: "plain-json", readAtMs: START, utcOffsetMinutes: 0, host, context: [] },
        rejected: null,
      },
    ],
  };
}

function ask(name: string, args: Record<string, string>, events: readonly Event[]): QuantityResult {
  const result = runQuery(name, args, events, sha256);
  assert.ok(result.ok, JSON.stringify(result));
  return result.value;
}

const probe = (name: string, host: string) => ({
  kind: "samples",
  name,
  where: { host: [host], check: ["*"] },
  good: { check: ["up"] },
  everyS: 10,
});
const down = (sensors: readonly unknown[], more: Record<string, string> = {}) => ({
  service: "gate",
  from: FROM,
  to: TO,
  sensors: JSON.stringify(sensors),
  ...more,
});

const looks = fc
  .uniqueArray(fc.record({ at: fc.integer({ min: 0, max: 99 }), up: fc.boolean() }), { selector: ({ at }) => at, maxLength: 30 })
  .map((list) => list.sort((a, b) => a.at - b.at));
const eventsOf = (list: readonly { at: number; up: boolean }[], host: string) =>
  list.map(({ at, up }, number) => event(number, START + at * 1000, { check: up ? "up" : "down" }, host));

test("an outage lies between the last good and the first bad look", () => {
  const events = [10, 20, 30, 40, 50].map((at, n) =>
    event(n, START + at * 1000, { check: at === 20 || at === 30 ? "down" : "up" }),
  );
  const { quantity, coverage, records } = ask("downtime.union", down([probe("a", "sensor-a")]), events);
  assert.deepEqual(quantity.value, { lo: 10, best: 20, hi: 30 });
  assert.deepEqual([coverage, records.length, quantity.unit], [0.5, 5, "s"]);
});

test("planned maintenance is not downtime", () => {
  const events = [10, 20, 30, 40].map((at, n) => event(n, START + at * 1000, { check: at === 20 || at === 30 ? "down" : "up" }));
  const planned = JSON.stringify([{ from: iso(START + 15_000), to: iso(START + 30_000) }]);
  assert.deepEqual(ask("downtime.union", down([probe("a", "sensor-a")], { planned }), events).quantity.value, {
    lo: 0,
    best: 5,
    hi: 15,
  });
});

test("a heartbeat that stays away is an outage between the beats", () => {
  const events = [0, 10, 20, 60, 70].map((at, n) => event(n, START + at * 1000, { beat: "1" }));
  const sensor = { kind: "heartbeat", name: "beat", where: { beat: ["1"] }, everyS: 10 };
  const { quantity } = ask("downtime.longest", { ...down([sensor]), to: iso(START + 80_000) }, events);
  assert.deepEqual(quantity.value, { lo: 20, best: 30, hi: 40 });
});

test("bounds are in order, no order or repetition of records changes a byte, and a second sensor of the same adds nothing", () => {
  fc.assert(
    fc.property(looks, looks, fc.integer(), (a, b, seed) => {
      const events = [...eventsOf(a, "sensor-a"), ...eventsOf(b, "sensor-b")];
      const sensors = [probe("a", "sensor-a"), probe("b", "sensor-b")];
      const first = ask("downtime.union", down(sensors), events);
      const { lo, best, hi } = first.quantity.value;
      assert.ok(0 <= lo && lo <= best && best <= hi && hi <= 100, `${lo} ${best} ${hi}`);
      const mixed = [...events, ...events].sort(
        (x, y) => ((x.time.fromMs * 31 + seed) % 17) - ((y.time.fromMs * 31 + seed) % 17),
      );
      assert.deepEqual(ask("downtime.union", down(sensors), mixed), first);
      assert.deepEqual(rerun(first.quantity, mixed, sha256), { same: true, result: first });
      const copied = [...events, ...eventsOf(a, "sensor-c")];
      assert.deepEqual(
        ask("downtime.union", down([...sensors, probe("c", "sensor-c")]), copied).quantity.value,
        first.quantity.value,
      );
      const alone = ask("downtime.union", down([probe("a", "sensor-a")]), events).quantity.value;
      for (const end of ["lo", "best", "hi"] as const) assert.ok(alone[end] <= first.quantity.value[end]);
    }),
    { numRuns: 150 },
  );
});

test("a window cut in two gives the same surely and possibly lost time when the cut is a look", () => {
  const events = [0, 10, 20, 30, 40, 50, 60].map((at, n) =>
    event(n, START + at * 1000, { check: at === 20 || at === 50 ? "down" : "up" }),
  );
  const part = (from: number, to: number) =>
    ask("downtime.union", { ...down([probe("a", "sensor-a")]), from: iso(START + from), to: iso(START + to) }, events).quantity
      .value;
  const [whole, left, right] = [part(0, 61_000), part(0, 30_001), part(30_000, 61_000)];
  for (const end of ["lo", "best", "hi"] as const) assert.equal(left[end] + right[end], whole[end]);
});

test("a sensor that saw the service inside another's outage is named, not averaged", () => {
  const events = [
    ...[10, 20, 30, 40].map((at, n) => event(n, START + at * 1000, { check: at === 20 || at === 30 ? "down" : "up" })),
    event(9, START + 25_000, { check: "up" }, "sensor-b"),
  ];
  const { caveats } = ask("downtime.union", down([probe("a", "sensor-a"), probe("b", "sensor-b")]), events);
  assert.ok(caveats.includes("b saw the service 1 times while other sensors say it was out"), caveats.join("; "));
});

test("persons without a key widen the count upwards only, and nobody counts twice", () => {
  const events = ["p1", "p2", "p1", ""].map((person, n) => event(n, START + n, { person }));
  const args = { from: FROM, to: TO, where: '{"person":["*"]}', key: '["person"]' };
  assert.deepEqual(ask("persons.distinct", args, events).quantity.value, { lo: 2, best: 2, hi: 3 });
});

test("customers are those of the last table before the outage, and their hours are a union over services", () => {
  const row = (n: number, customer: string, service: string, snap: string) =>
    event(n, START - (snap === "s1" ? 9000 : 8000), { customer, service, snap }, "register");
  const rows = [row(1, "c1", "gate", "s1"), row(2, "c1", "gate", "s2"), row(3, "c2", "gate", "s2"), row(4, "c1", "dock", "s2")];
  const checks = [10, 20, 30, 40].map((at, n) =>
    event(10 + n, START + at * 1000, { check: at === 20 || at === 30 ? "down" : "up" }),
  );
  const table = { where: '{"customer":["*"]}', customer: "customer", service: "service", snapshot: "snap" };
  assert.deepEqual(
    ask("customers.connected", { from: FROM, to: TO, of: "gate", ...table }, [...rows, ...checks]).quantity.value,
    { lo: 2, best: 2, hi: 2 },
  );
  const services = JSON.stringify(["gate", "dock", "gate"].map((service) => ({ service, sensors: [probe("a", "sensor-a")] })));
  const hours = ask("customer-hours.union", { from: FROM, to: TO, services, ...table }, [...rows, ...checks]).quantity;
  // Two customers were without for 10 to 30 s; that c1 has two services of the same outage adds nothing.
  assert.deepEqual(hours.value, { lo: 20 / 3600, best: 40 / 3600, hi: 60 / 3600 });
});

const INVOICES = {
  from: FROM,
  to: TO,
  where: '{"amount":["*"]}',
  invoice: "id",
  amount: "amount",
  currencyField: "cur",
  currency: "EUR",
};

test("an invoice counts once, currencies are never added, and a rate has its day and source", () => {
  const bill = (n: number, id: string, amount: string, cur: string) => event(n, START + n, { id, amount, cur });
  const events = [
    bill(1, "i1", "100.10", "EUR"),
    bill(2, "i1", "100.10", "EUR"),
    bill(3, "i2", "50", "NZD"),
    bill(4, "i3", "7.5", "EUR"),
    bill(5, "i3", "8", "EUR"),
  ];
  const bare = ask("money.invoices", INVOICES, events);
  assert.deepEqual(bare.quantity.value, { lo: 107.6, best: 107.6, hi: 108.1 });
  assert.equal(bare.quantity.unit, "EUR");
  assert.ok(bare.caveats.includes("1 items in NZD are not added: no rate was given"), bare.caveats.join("; "));
  const rates = '[{"currency":"NZD","rate":0.5,"date":"2026-11-20","source":"an invented bank"}]';
  const rated = ask("money.invoices", { ...INVOICES, rates }, events);
  assert.deepEqual([rated.quantity.value.best, rated.quantity.pricedOn], [132.6, "2026-11-20"]);
  assert.ok(rated.caveats.includes("1 NZD = 0.5 EUR on 2026-11-20 (an invented bank)"));
});

test("a flow that two sensors saw counts once, and none is said to be none with its coverage", () => {
  const ends = { src_ip: "10.0.0.5", src_port: "5000", dst_ip: "203.0.113.9", dst_port: "443" };
  const zeek = {
    ...event(1, START + 1000, { ...ends, orig_bytes: 1000, orig_ip_bytes: 1200 }, "z"),
    logsource: { product: "zeek", service: "conn" },
  };
  const eve = {
    ...event(2, START + 1000, { ...ends, event_type: "flow", "flow.bytes_toserver": 1300, "flow.pkts_toserver": 4 }, "s"),
    logsource: { product: "suricata" },
  };
  const args = { from: FROM, to: TO, inside: '["10.0.0.0/8"]' };
  const both = ask("bytes-out.flows", args, [zeek, eve]);
  assert.deepEqual(both.quantity.value, { lo: 1000, best: 1000, hi: 1300 });
  assert.deepEqual(ask("bytes-out.flows", args, [zeek]).quantity.value, { lo: 1000, best: 1000, hi: 1200 });
  const none = ask("bytes-out.flows", { ...args, peers: '["198.51.100.1"]' }, [zeek, eve]);
  assert.equal(none.negative, `no evidence of exfiltration in flows from ${FROM} to ${TO}, coverage 60 %`);
  assert.deepEqual(none.quantity.value, { lo: 0, best: 0, hi: 0 });
});

test("energy not supplied is the load before, times the outage", () => {
  const loads = [4, 6, 5].map((mw, n) => event(n, START - 30_000 + n * 1000, { feeder: "f1", mw }, "scada"));
  const checks = [10, 20, 30, 40].map((at, n) =>
    event(10 + n, START + at * 1000, { check: at === 20 || at === 30 ? "down" : "up" }),
  );
  const services = JSON.stringify([{ service: "f1", sensors: [probe("a", "sensor-a")] }]);
  const args = {
    from: FROM,
    to: TO,
    baselineFrom: iso(START - 60_000),
    services,
    where: '{"mw":["*"]}',
    feeder: "feeder",
    megawatts: "mw",
  };
  assert.deepEqual(ask("energy.interrupted-load", args, [...loads, ...checks]).quantity.value, {
    lo: 4 * (10_000 / 3_600_000),
    best: 5 * (20_000 / 3_600_000),
    hi: 6 * (30_000 / 3_600_000),
  });
});

test("exports of one table count between the largest and their sum", () => {
  const events = [10, 30].map((rows, n) => event(n, START + n, { table: "crew", rows }));
  const args = { from: FROM, to: TO, where: '{"rows":["*"]}', table: "table", count: "rows" };
  assert.deepEqual(ask("records.stated", args, events).quantity.value, { lo: 30, best: 30, hi: 40 });
});

test("a question that cannot be asked is refused with what it needs", () => {
  const refused = (name: string, args: Record<string, string>) => {
    const result = runQuery(name, args, [], sha256);
    if (result.ok) return "asked";
    return "at" in result.fault ? result.fault.at : result.fault.kind;
  };
  assert.equal(refused("guess", {}), "unknown-query");
  assert.equal(refused("downtime.union", { from: FROM }), "service");
  assert.equal(refused("downtime.union", { ...down([]), extra: "1" }), "extra");
  assert.equal(refused("downtime.union", { ...down([]), to: FROM }), "to");
  assert.equal(refused("downtime.union", { ...down([]), sensors: "[{]" }), "sensors");
  assert.equal(refused("downtime.union", { ...down([]), sensors: '[{"kind":"ear"}]' }), "sensors[0].kind");
  assert.equal(refused("money.invoices", { ...INVOICES, currency: "euro" }), "currency");
});

test("asking again says where it parts: records, answer, number or query", () => {
  const events = ["p1", "p2"].map((person, n) => event(n, START + n, { person }));
  const { quantity } = ask("persons.distinct", { from: FROM, to: TO, where: '{"person":["*"]}', key: '["person"]' }, events);
  const where = (changed: typeof quantity, of = events) => {
    const again = rerun(changed, of, sha256);
    return again.same ? "same" : again.where;
  };
  const { query } = quantity;
  assert.ok(query !== null);
  assert.equal(where(quantity), "same");
  assert.equal(where(quantity, events.slice(1)), "input");
  assert.equal(where({ ...quantity, value: { lo: 9, best: 9, hi: 9 } }), "value");
  assert.equal(where({ ...quantity, query: { ...query, output: query.input } }), "output");
  assert.equal(where({ ...quantity, query: { ...query, version: "0" } }), "query");
  assert.equal(where({ ...quantity, query: null }), "query");
});

const nasty = fc.oneof(
  fc.constantFrom(
    "[]",
    "{}",
    "null",
    '[{"kind":"states"}]',
    '{"amount":["*"]}',
    '["a"]',
    "EUR",
    "1",
    FROM,
    TO,
    JSON.stringify([probe("a", "sensor-a")]),
  ),
  fc.string(),
  fc.json(),
);
const anyField = fc.oneof(
  fc.constantFrom("up", "down", "1e300", "-5", "0x10", "10.0.0.5", "203.0.113.9", "__proto__"),
  fc.integer(),
  fc.constant(null),
);
const FIELDS = [
  "check",
  "person",
  "amount",
  "id",
  "cur",
  "src_ip",
  "dst_ip",
  "orig_bytes",
  "sc-bytes",
  "c-ip",
  "tcp_seq",
  "mw",
  "event_type",
];

test("whatever the arguments and the records hold, the answer is a quantity that a docket takes, or a fault", () => {
  const fields = fc.dictionary(fc.constantFrom(...FIELDS), anyField);
  const product = fc.constantFrom("zeek", "suricata", "tshark", "chrony");
  fc.assert(
    fc.property(
      fc.constantFrom(...QUERY_NAMES),
      fc.array(nasty, { minLength: 12, maxLength: 12 }),
      fc.array(fc.tuple(fields, product)),
      (query, words, lines) => {
        const args = Object.fromEntries([...query.needs, ...query.takes].map((name, at) => [name, words[at] ?? ""]));
        const fixed = { ...args, from: FROM, to: TO, inside: '["10.0.0.0/8"]', where: '{"host":["*"]}' };
        const given = Object.fromEntries(Object.entries(fixed).filter(([name]) => name in args));
        const events = lines.map(([own, from], n) => ({
          ...event(n, START + n * 1000, own),
          logsource: { product: from, service: "conn", category: "webserver" },
        }));
        for (const asked of [args, given]) {
          const result = runQuery(query.name, asked, events, sha256);
          if (!result.ok) continue;
          const { quantity } = result.value;
          const noun = {
            noun: "observation",
            record: "ab".repeat(32),
            at: { by: "whole" },
            fact: quantity,
            when: null,
            by: { tool: "t", version: "1", arguments: [] },
          };
          const read = nounShape(JSON.parse(JSON.stringify(noun)), "$");
          assert.ok(read.ok, JSON.stringify(read));
          quantityLines(result.value);
        }
      },
    ),
    { numRuns: 300 },
  );
});
