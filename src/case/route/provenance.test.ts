import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { eventOf, guid, nameOf, SECURITY, SYSMON } from "../../../test/route/events.ts";
import type { Event } from "../../model/index.ts";
import { closure } from "./closure.ts";
import { Facts } from "./facts.ts";
import { createProvenance } from "./provenance.ts";
import { readEvent } from "./read/read-event.ts";
import { routeLines } from "./route-lines.ts";
import { routePicture } from "./route-picture.ts";
import { Views } from "./views.ts";

const T0 = 1_600_000_000_000;
const UNLIMITED = {
  edgesMax: Number.POSITIVE_INFINITY,
  fanMax: Number.POSITIVE_INFINITY,
  clockMs: 0,
  sinceMs: Number.NEGATIVE_INFINITY,
  untilMs: Number.POSITIVE_INFINITY,
};

/** One thing that happened, of few processes and files on two hosts, so that they meet. */
const happening = fc.record({
  kind: fc.integer({ min: 0, max: 6 }),
  host: fc.integer({ min: 1, max: 2 }),
  a: fc.integer({ min: 1, max: 5 }),
  b: fc.integer({ min: 1, max: 5 }),
  at: fc.integer({ min: 0, max: 50 }),
});
type Happening = { kind: number; host: number; a: number; b: number; at: number };

function toEvent({ kind, host, a, b, at }: Happening, id: number): Event {
  const base = { Computer: `h${host}`, ProcessGuid: guid(a), ProcessId: String(a), Image: `C:\\p${a}.exe` };
  const ms = T0 + at * 100;
  if (kind === 0)
    return eventOf(id, ms, SYSMON, {
      ...base,
      EventID: 1,
      ParentProcessGuid: guid(b),
      ParentProcessId: String(b),
      ParentImage: `C:\\p${b}.exe`,
    });
  if (kind === 1) return eventOf(id, ms, SYSMON, { ...base, EventID: 11, TargetFilename: `C:\\f${b}` });
  if (kind === 2) return eventOf(id, ms, SYSMON, { ...base, EventID: 7, ImageLoaded: `C:\\f${b}` });
  if (kind === 3)
    return eventOf(id, ms, SYSMON, {
      ...base,
      EventID: 3,
      Initiated: "true",
      SourceIp: `10.0.0.${host}`,
      SourcePort: String(5000 + b),
      DestinationIp: `10.0.0.${3 - host}`,
      DestinationPort: "445",
    });
  if (kind === 4)
    return eventOf(id, ms, SYSMON, {
      ...base,
      EventID: 3,
      Initiated: "false",
      SourceIp: `10.0.0.${3 - host}`,
      SourcePort: String(5000 + b),
      DestinationIp: `10.0.0.${host}`,
      DestinationPort: "445",
    });
  if (kind === 5)
    return eventOf(id, ms, SECURITY, {
      Computer: `h${host}`,
      EventID: 4688,
      NewProcessId: `0x${a}`,
      NewProcessName: `C:\\p${a}.exe`,
      ProcessId: `0x${b}`,
      SubjectLogonId: "0x77",
    });
  return eventOf(id, ms, SECURITY, {
    Computer: `h${host}`,
    EventID: 4624,
    LogonType: "3",
    TargetLogonId: `0x7${a}`,
    TargetUserName: "u",
    IpAddress: `10.0.0.${3 - host}`,
    IpPort: String(5000 + b),
  });
}

const story = fc.array(happening, { minLength: 2, maxLength: 60 }).map((all) => all.map(toEvent));

function answers(events: readonly Event[], asked: readonly Event[]): unknown {
  const graph = createProvenance();
  events.forEach(graph.add);
  const [first, last] = [asked[0], asked.at(-1)];
  assert.ok(first && last);
  return [
    graph.backward({ record: nameOf(last) }),
    graph.forward({ record: nameOf(first) }),
    graph.chop({ record: nameOf(first) }, { record: nameOf(last) }),
    graph.backward({ image: "p1.exe", host: "h1" }),
  ];
}

test("events in any order of arrival give the same answers", () => {
  fc.assert(
    fc.property(
      story.chain((events) => fc.tuple(fc.constant(events), fc.shuffledSubarray(events, { minLength: events.length }))),
      ([events, shuffled]) => {
        assert.deepEqual(answers(shuffled, events), answers(events, events));
      },
    ),
    { numRuns: 150 },
  );
});

test("asking while it grows gives the same as building it first", () => {
  fc.assert(
    fc.property(story, (events) => {
      const growing = createProvenance();
      for (const event of events) {
        growing.add(event);
        growing.backward({ record: nameOf(event) });
        growing.forward({ record: nameOf(events[0] ?? event) });
      }
      const built = createProvenance();
      events.forEach(built.add);
      for (const event of events)
        assert.deepEqual(growing.backward({ record: nameOf(event) }), built.backward({ record: nameOf(event) }));
    }),
    { numRuns: 60 },
  );
});

test("a later bound never takes an edge from the closure backward", () => {
  fc.assert(
    fc.property(story, fc.integer({ min: 0, max: 50 }), fc.integer({ min: 0, max: 50 }), (events, a, b) => {
      const facts = new Facts(0);
      for (const event of events) readEvent(facts, event);
      const views = new Views(facts);
      const view = views.at(facts.process(facts.host("h1"), { guid: guid(1), pid: "1" }) ?? 0, T0);
      const [early, late] = [Math.min(a, b), Math.max(a, b)].map((at) =>
        closure(views, [{ view, ms: T0 + at * 100 }], { ...UNLIMITED, direction: "backward" }),
      );
      for (const edge of early?.steps.keys() ?? []) assert.ok(late?.steps.has(edge));
    }),
    { numRuns: 150 },
  );
});

test("every edge of a closure backward lies on a path on which time runs forward", () => {
  fc.assert(
    fc.property(story, (events) => {
      const facts = new Facts(0);
      for (const event of events) readEvent(facts, event);
      const views = new Views(facts);
      const view = views.at(facts.process(facts.host("h1"), { guid: guid(1), pid: "1" }) ?? 0, T0);
      const found = closure(views, [{ view, ms: T0 + 2500 }], { ...UNLIMITED, direction: "backward" });
      for (const step of found.steps.values()) {
        const bound = found.reached.get(step.to)?.ms ?? Number.NEGATIVE_INFINITY;
        assert.ok(facts.store.fromMs(step.edge) <= bound + 50);
        assert.ok(
          (found.reached.get(step.from)?.ms ?? Number.NEGATIVE_INFINITY) >= Math.min(facts.store.fromMs(step.edge), bound),
        );
      }
    }),
    { numRuns: 100 },
  );
});

test("a chop has what both closures have: its choice is their intersection", () => {
  fc.assert(
    fc.property(story, (events) => {
      const graph = createProvenance({ clockMs: 0 });
      events.forEach(graph.add);
      const [entry, effect] = [{ record: nameOf(events[0] as Event) }, { record: nameOf(events.at(-1) as Event) }];
      const all = { edgesMax: 10_000, looksMax: 1_000_000, fanMax: 100_000 };
      const route = graph.chop(entry, effect, all);
      if (!route.joined) return;
      const [back, on] = [graph.backward(effect, all), graph.forward(entry, all)].map(
        ({ edges }) => new Set(edges.flatMap(({ records }) => records)),
      );
      const main = route.edges.filter((edge) => edge.main);
      for (const { records } of main) assert.ok(records.some((record) => back?.has(record) && on?.has(record)));
      assert.ok(route.of <= Math.min(graph.backward(effect, all).of, graph.forward(entry, all).of));
    }),
    { numRuns: 100 },
  );
});

test("a pid without a recorded start is a question, and a process that is its own parent ends", () => {
  const graph = createProvenance();
  const own = eventOf(1, T0, SYSMON, {
    Computer: "h1",
    EventID: 1,
    ProcessGuid: guid(1),
    ProcessId: "1",
    ParentProcessGuid: guid(1),
    ParentProcessId: "1",
  });
  const used = eventOf(2, T0 + 1, SECURITY, {
    Computer: "h1",
    EventID: 4663,
    ProcessId: "0x63",
    ObjectType: "File",
    ObjectName: "C:\\f",
    AccessMask: "0x2",
    SubjectLogonId: "0x9",
  });
  [own, used].forEach(graph.add);
  assert.equal(graph.backward({ record: nameOf(own) }).edges.length, 0);
  const route = graph.backward({ record: nameOf(used) });
  assert.ok(route.nodes.some(({ name, uncertain }) => name === "pid 99" && uncertain));
  assert.ok(route.openEnds.some(({ kind }) => kind === "ambiguous"));
});

test("times absurd, parents in a circle and names with markup neither crash nor reach the picture", () => {
  const evil = 'C:\\</text><script>alert(1)</script>"onload="x" & \u202egnp.exe\u0000';
  const events = [Number.MAX_VALUE, -Number.MAX_VALUE, 8.64e15 + 1, 0, T0].map((ms, id) =>
    eventOf(id + 1, ms, SYSMON, {
      Computer: '"><svg>',
      EventID: 1,
      ProcessGuid: guid(id % 3),
      ProcessId: String(id),
      Image: evil,
      CommandLine: evil,
      ParentProcessGuid: guid((id + 1) % 3),
      ParentProcessId: String(id + 1),
      ParentImage: evil,
    }),
  );
  const graph = createProvenance();
  events.forEach(graph.add);
  for (const event of events) {
    const route = graph.backward({ record: nameOf(event) });
    const picture = routePicture(route);
    assert.doesNotMatch(picture, /<script|onload="|<svg>|\u202e|\u0000/);
    assert.doesNotMatch(routeLines(route).join(""), /[\u0000-\u001f\u202e]/);
  }
});

test("a hundred thousand children of one process are answered within the limits, and the rest is said", () => {
  const graph = createProvenance();
  const count = process.env["MERIDIAN_SOAK"] === "1" ? 1_000_000 : 100_000;
  const parent = { ParentProcessGuid: guid(0), ParentProcessId: "1", ParentImage: "C:\\p.exe" };
  for (let id = 1; id <= count; id++)
    graph.add(
      eventOf(id, T0 + id, SYSMON, {
        Computer: "h1",
        EventID: 1,
        ProcessGuid: guid(id),
        ProcessId: "2",
        Image: "C:\\c.exe",
        ...parent,
      }),
    );
  const started = performance.now();
  const route = graph.forward({ image: "p.exe" });
  assert.ok(performance.now() - started < 5000);
  assert.equal(route.edges.length, 40);
  assert.ok(route.openEnds.some(({ kind }) => kind === "not-followed"));
});

test("events of any fields are taken without a throw", () => {
  const value = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null), fc.array(fc.string(), { maxLength: 3 }));
  const names = [
    "Computer",
    "ProcessGuid",
    "ProcessId",
    "Image",
    "TargetFilename",
    "SourceIp",
    "SourcePort",
    "IpAddress",
    "IpPort",
    "type",
    "SYSCALL",
    "name",
    "nametype",
    "pid",
    "ses",
    "user",
    "Message",
    "src_ip",
    "src_port",
    "dst_ip",
    "dst_port",
    "PipeName",
    "Data",
  ];
  const sources = [
    SYSMON,
    SECURITY,
    { product: "linux", service: "auditd" },
    { product: "linux", service: "sshd" },
    { product: "zeek", service: "conn" },
    { product: "aws" },
    { category: "webserver" },
  ];
  fc.assert(
    fc.property(
      fc.constantFrom(...sources),
      fc.integer({ min: 0, max: 7045 }),
      fc.dictionary(fc.constantFrom(...names), value),
      (source, id, fields) => {
        const graph = createProvenance();
        for (const EventID of [id, 1, 3, 13, 20, 4624, 4688, 5145]) {
          const event = eventOf(EventID, T0, source, { ...fields, EventID, action: "login", outcome: "success" });
          graph.add(event);
          routePicture(graph.backward({ record: nameOf(event) }));
        }
      },
    ),
    { numRuns: 150 },
  );
});
