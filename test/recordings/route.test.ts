import assert from "node:assert/strict";
import { test } from "node:test";
import { createProvenance, type RouteGraph, type RouteProvenance, routeLines, routePicture } from "../../src/case/index.ts";
import { type RecordName, recordName } from "../../src/model/index.ts";
import { createFramer } from "../../src/telemetry/index.ts";
import { readAll, sampleReader } from "../support/telemetry.ts";
import { listLogs, readGroundTruth, readLog, readPage, type Stage } from "./recordings.ts";

type Line = { readonly path: string; readonly text: string; readonly name: RecordName };
type Host = { readonly name: string; readonly addresses: readonly string[] };

/** Exact: every step of the main path lies in the stages named, on their hosts, in their order, and no ordinary work is on it. */
const EXPECTED: readonly (readonly [effect: string, bits: readonly string[], stages: readonly string[]])[] = [
  ["archive-egress", ["time1/audit", "type=EXECVE", 'a0="curl"'], ["new-admin", "archive-egress"]],
  ["log-wiping", ["jump1/audit", 'a0="shred"'], ["new-admin", "log-wiping"]],
  ["time-source", ["time1/audit", 'a0="sed"'], ["new-admin", "time-source"]],
  ["service-stop", ["time1/audit", 'a0="start-stop-daemon" a1="--stop"', "1795353365"], ["new-admin", "service-stop"]],
];
const STEPS: Readonly<Record<string, readonly string[]>> = {
  "archive-egress": ["bash", "sudo", "useradd", "bash", "sudo", "ssh", "bash", "curl"],
  "log-wiping": ["bash", "sudo", "useradd", "bash", "sudo", "shred"],
  "time-source": ["bash", "sudo", "useradd", "bash", "sudo", "ssh", "bash", "sudo", "sed"],
  "service-stop": ["bash", "sudo", "useradd", "bash", "sudo", "ssh", "bash", "sudo", "dash", "start-stop-daemon"],
};

function hostAddresses(): Record<string, readonly string[]> {
  const { hosts } = JSON.parse(readPage("ground-truth.json")) as { hosts: readonly Host[] };
  return Object.fromEntries(hosts.map(({ name, addresses }) => [name, addresses]));
}

function read(): { graph: RouteProvenance; lines: readonly Line[] } {
  const graph = createProvenance({ addresses: hostAddresses() });
  const lines: Line[] = [];
  for (const path of listLogs()) {
    const framer = createFramer();
    const frames = [...framer.push(Buffer.from(readLog(path))), ...framer.end()];
    for (const unit of readAll(sampleReader(`file:${path}`, path.split("/")[1] ?? null), frames)) {
      for (const { bytes, commitment } of unit.records)
        lines.push({ path, text: Buffer.from(bytes).toString(), name: recordName(commitment) });
      unit.events.forEach(graph.add);
    }
  }
  return { graph, lines };
}

const { graph, lines } = read();
const stages = new Map(readGroundTruth().stages.map((stage) => [stage.id, stage]));

function find(path: string, ...bits: readonly string[]): Line {
  const found = lines.find((line) => line.path.includes(path) && bits.every((bit) => line.text.includes(bit)));
  assert.ok(found, `${path}: ${bits.join(" ")}`);
  return found;
}

const ENTRY = find("jump1/auth", "02:14:55", "Accepted password for m.okafor from 198.51.100.23");

/** The stages in whose time the steps of the main path lie, without repeats, in the order of the steps. */
function stagesOf(route: RouteGraph, among: readonly Stage[]): readonly string[] {
  const seen = route.edges
    .filter((edge) => edge.main)
    .map(({ span }) => {
      const stage = among.find((one) => span.toMs >= Date.parse(one.startedAt) && span.fromMs <= Date.parse(one.endedAt));
      return stage?.id ?? `outside ${new Date(span.fromMs).toISOString()}`;
    });
  return seen.filter((id, at) => id !== seen[at - 1]);
}

for (const [effect, [path = "", ...bits], expected] of EXPECTED) {
  test(`the route from the attacker's login to ${effect} is the one that the ground truth tells, and nothing else`, () => {
    const route = graph.chop({ record: ENTRY.name }, { record: find(path, ...bits).name });
    assert.equal(route.joined, true);
    const inTime = expected.map((id) => stages.get(id)).filter((stage) => stage !== undefined);
    assert.deepEqual(stagesOf(route, inTime), expected);
    const main = route.edges.filter((edge) => edge.main);
    const nodes = new Map(route.nodes.map((node) => [node.id, node]));
    const processes = main.map(({ to }) => nodes.get(to)).filter((node) => node?.kind === "process");
    assert.deepEqual(
      processes.map((node) => node?.name.split("/").at(-1)),
      STEPS[effect],
    );
    assert.deepEqual([...new Set(main.map(({ to }) => nodes.get(to)?.kind).filter((kind) => kind === "account"))], ["account"]);
    for (let at = 1; at < main.length; at++) assert.equal(main[at]?.from, main[at - 1]?.to, "the main path is one chain");
    for (const edge of route.edges) assert.ok(edge.records.length > 0);
    const byName = new Map(lines.map((line) => [line.name, line]));
    for (const { records } of main) for (const record of records) assert.ok(byName.has(record));
  });
}

test("what no record joins to the effect is said not to be joined", () => {
  const stolen = find("jump1/auth", "02:14:22", "Accepted password for m.okafor");
  const stop = find("time1/audit", 'a0="start-stop-daemon" a1="--stop"', "1795353365");
  const guessed = find("jump1/auth", "Accepted password for dockcam");
  for (const { name } of [stolen, guessed]) {
    const route = graph.chop({ record: name }, { record: stop.name });
    assert.equal(route.joined, false);
    assert.ok(route.openEnds.some(({ kind }) => kind === "not-joined"));
    assert.ok(route.edges.every((edge) => !edge.main));
  }
});

test("backward from the false time source finds the login from outside without being told of it", () => {
  const route = graph.backward({ record: find("time1/audit", 'a0="sed"').name });
  assert.ok(route.nodes.some(({ kind, name }) => kind === "account" && name === "timesync-svc"));
  assert.ok(route.nodes.some(({ kind, name }) => kind === "socket" && name.startsWith("198.51.100.23:")));
  assert.ok(route.openEnds.some(({ kind, text }) => kind === "outside" && text.includes("198.51.100.23")));
});

test("the route as text and as a picture names the same steps, the same each time", () => {
  const route = graph.chop({ record: ENTRY.name }, { record: find("time1/audit", 'a0="sed"').name });
  const text = routeLines(route);
  assert.equal(text.filter((line) => line.startsWith("* ")).length, route.edges.filter(({ main }) => main).length);
  const picture = routePicture(route);
  assert.equal(picture, routePicture(route));
  for (const host of ["hts-jump1", "hts-time1"]) assert.ok(picture.includes(host));
  assert.doesNotMatch(picture, /<script|onload|href=|<!ENTITY/i);
});
