import assert from "node:assert/strict";
import { once } from "node:events";
import { appendFile, mkdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { openNode, readLoadOptions, runSession, type ToldReload } from "../../src/app/index.ts";
import { Gate } from "../../src/app/rules/gate.ts";
import { watchRuleFiles } from "../../src/app/rules/rule-changes.ts";
import { readKeptState } from "../../src/app/state/keeper.ts";
import type { Detection } from "../../src/model/index.ts";
import { temporaryFolder } from "../support/run-meridian.ts";

const rule = (title: string, condition = "selection") => `title: ${title}
logsource: {product: linux}
detection:
  selection: {message|startswith: Failed password}
  condition: ${condition}
`;
const counted = `title: Guessing
id: guessing
correlation: {type: event_count, rules: [refused], group-by: [src_ip], timespan: 1h, condition: {gte: 6}}
`;
const refused = (title: string) => `title: ${title}\nid: refused\n${rule("x").replace("title: x\n", "")}`;
const line = (number: number) => {
  const time = new Date(Date.UTC(2026, 10, 23, 2, 0, number)).toISOString();
  return `${time} hts-jump1 sshd[${number}]: Failed password for user${number} from 203.0.113.66 port 50011 ssh2\n`;
};

/** A session that follows one file, asked for reloads by the test and waited on by states. */
async function startSession(context: TestContext, files: Readonly<Record<string, string>>, isSealed = false, pipeline?: string) {
  const folder = await temporaryFolder(context);
  const [rules, log] = [join(folder, "rules"), join(folder, "auth.log")];
  await mkdir(rules);
  for (const [name, text] of Object.entries(files)) await writeFile(join(rules, name), text);
  await writeFile(log, "");
  const stop = new AbortController();
  context.after(() => stop.abort());
  const detections: Detection[] = [];
  const reloads: ToldReload[] = [];
  const changed = new EventTarget();
  const asks: (() => void)[] = [];
  async function* ruleChanges(): AsyncGenerator<void> {
    for (;;) {
      await new Promise<void>((resolve) => asks.push(resolve));
      yield;
    }
  }
  const node = isSealed
    ? await openNode({
        dataDirectory: join(folder, "data"),
        party: { name: "Harbour Authority", kind: "port", jurisdiction: null, exercise: true },
        origin: "harbour.example/log",
      })
    : null;
  const beside = join(folder, "pipeline.yml");
  if (pipeline !== undefined) await writeFile(beside, pipeline);
  const readLoad = () => readLoadOptions({ pipelines: [beside], filterDialect: "suppress", placeholders: {} });
  const tell = () => changed.dispatchEvent(new Event("change"));
  const running = runSession({
    node,
    sources: [log],
    root: null,
    rules: [rules],
    ...(pipeline === undefined ? {} : { load: await readLoad(), readLoad }),
    utcOffsetMinutes: 0,
    hostOf: () => null,
    sinceMs: null,
    follow: true,
    signal: stop.signal,
    ruleChanges: { [Symbol.asyncIterator]: ruleChanges },
    onReload: (told) => {
      reloads.push(told);
      tell();
    },
    onReady: () => undefined,
    onDetection: (detection) => {
      detections.push(detection);
      tell();
    },
    onProblem: () => undefined,
    onProgress: () => undefined,
  });
  const until = async (isReached: () => boolean) => {
    while (!isReached()) await once(changed, "change", { signal: AbortSignal.timeout(20_000) });
  };
  return {
    rules,
    beside,
    detections,
    reloads,
    node,
    until,
    write: (from: number, to: number) =>
      appendFile(log, Array.from({ length: to - from }, (_, index) => line(from + index)).join("")),
    reload: async () => {
      const before = reloads.length;
      asks.shift()?.();
      await until(() => reloads.length > before);
    },
    ask: () => asks.shift()?.(),
    end: async () => {
      stop.abort();
      const result = await running;
      await node?.close();
      return result;
    },
  };
}

const byTitle = (detections: readonly Detection[]) =>
  Object.fromEntries([...Map.groupBy(detections, (found) => found.rule.title)].map(([title, { length }]) => [title, length]));
const namesOf = (detections: readonly Detection[]) =>
  detections.map(({ events }) => events[0]?.fields["user"] ?? events[0]?.fields["message"]);

test("rules swapped under a stream: every event is judged once, by the old set or by the new", async (context) => {
  const session = await startSession(context, { "a.yml": rule("old") });
  await session.write(0, 20);
  await session.until(() => session.detections.length === 20);
  await writeFile(join(session.rules, "a.yml"), rule("new"));
  const writing = session.write(20, 40);
  const reloading = session.reload();
  const more = session.write(40, 60);
  await Promise.all([writing, reloading, more]);
  await session.write(60, 80);
  await session.until(() => session.detections.length >= 80);
  await session.end();
  const counts = byTitle(session.detections);
  assert.equal((counts["old"] ?? 0) + (counts["new"] ?? 0), 80);
  assert.ok((counts["old"] ?? 0) >= 20 && (counts["new"] ?? 0) >= 20, JSON.stringify(counts));
  assert.equal(new Set(namesOf(session.detections)).size, 80);
  const titles = session.detections.map(({ rule: { title } }) => title);
  assert.deepEqual(titles, titles.toSorted().reverse()); // "old" before "new", never back
});

test("a set that cannot be read leaves the old one at work, and says why", async (context) => {
  const session = await startSession(context, { "a.yml": rule("old") });
  await session.write(0, 1);
  await session.until(() => session.detections.length === 1);
  await writeFile(join(session.rules, "a.yml"), rule("new", "nothing"));
  await session.reload();
  const [kept] = session.reloads;
  assert.ok(kept?.kind === "kept");
  assert.match(kept.reason, /a\.yml:5:14: condition names what is not there/);
  await session.write(1, 2);
  await session.until(() => session.detections.length === 2);
  await session.end();
  assert.deepEqual(byTitle(session.detections), { old: 2 });
});

test("a pipeline and a filter that change take over too; a pipeline that is broken or gone does not", async (context) => {
  const pipeline = (field: string) => `transformations: [{type: field_name_mapping, mapping: {message: ${field}}}]\n`;
  const filter = `title: Known
id: known
logsource: {product: linux}
filter: {rules: any, known: {user: user1}, condition: known}
`;
  const session = await startSession(context, { "a.yml": rule("guess") }, false, pipeline("message"));
  await session.write(0, 1);
  await session.until(() => session.detections.length === 1);
  await writeFile(session.beside, "transformations: [{type: magic}]\n");
  await session.reload();
  await rm(session.beside);
  await session.reload();
  const reasons = session.reloads.map((told) => (told.kind === "kept" ? told.reason : told.kind));
  assert.match(reasons[0] ?? "", /pipeline\.yml:1:26: unknown transformation: magic/);
  assert.match(reasons[1] ?? "", /could not read the pipeline/);
  await writeFile(join(session.rules, "filter.yml"), filter);
  await writeFile(session.beside, pipeline("message"));
  await session.reload();
  await session.write(1, 3);
  await session.until(() => session.detections.length === 2);
  await writeFile(session.beside, pipeline("elsewhere"));
  await session.reload();
  await session.write(3, 5);
  await session.end();
  assert.deepEqual(namesOf(session.detections), ["user0", "user2"]);
});

test("a correlation that did not change goes on counting, one whose rule changed begins anew", async (context) => {
  for (const [changed, expected] of [
    ["other.yml", 1],
    ["base.yml", 0],
  ] as const) {
    const session = await startSession(context, {
      "base.yml": refused("Refused"),
      "count.yml": counted,
      "other.yml": rule("other"),
    });
    await session.write(0, 4);
    await session.until(() => session.detections.length === 4);
    await writeFile(join(session.rules, changed), changed === "base.yml" ? refused("Refused again") : rule("another"));
    await session.reload();
    await session.write(4, 8);
    await session.until(() => session.detections.length >= 8 + expected);
    await session.end();
    assert.equal(byTitle(session.detections)["Guessing"] ?? 0, expected, changed);
  }
});

test("the ledger states which rule set looked at what", async (context) => {
  const session = await startSession(context, { "a.yml": rule("old") }, true);
  await session.write(0, 3);
  await session.until(() => session.detections.length === 3);
  await writeFile(join(session.rules, "a.yml"), rule("new"));
  await session.reload();
  await session.write(3, 8);
  await session.until(() => session.detections.length === 8);
  assert.ok(session.node !== null);
  const told: (readonly [kind: string, lines: number, set: string])[] = [];
  const { ledger } = session.node;
  const end = session.end;
  const entries = async () => {
    for await (const entry of ledger.entries()) {
      if (entry.erased) continue;
      const { statement } = entry;
      if (statement.kind === "run") told.push(["run", 0, statement.predicate.rules.set]);
      if (statement.kind === "coverage")
        told.push(["coverage", statement.predicate.accounting.linesIn, statement.predicate.rules.set]);
      if (statement.kind === "segment") told.push(["segment", statement.predicate.accounting.linesIn, ""]);
    }
  };
  await entries();
  await end();
  const [taken] = session.reloads;
  assert.ok(taken?.kind === "taken");
  const kinds = told.map(([kind, lines]) => `${kind} ${lines}`);
  assert.deepEqual(kinds.slice(0, 4), ["run 0", "segment 3", "coverage 3", "run 0"]);
  assert.equal(told[3]?.[2], taken.set);
  assert.notEqual(told[0]?.[2], taken.set);
  assert.equal(told[2]?.[2], told[0]?.[2]);
});

test("the state that is kept is of the rules that took over", async (context) => {
  const session = await startSession(context, { "base.yml": refused("Refused"), "count.yml": counted, "a.yml": rule("a") }, true);
  await session.write(0, 3);
  await session.until(() => session.detections.length === 3);
  await writeFile(join(session.rules, "a.yml"), rule("b"));
  await session.reload();
  const [taken] = session.reloads;
  assert.ok(taken?.kind === "taken" && session.node !== null);
  const kept = await readKeptState(session.node);
  assert.ok(kept?.ok === true);
  assert.deepEqual([kept.value.rules, kept.value.segments, kept.value.places.size], [taken.set, 1, 3]);
  await session.end();
});

test("a closed gate waits for what is inside, and lets go again when its work fails", async () => {
  const gate = new Gate();
  const order: string[] = [];
  let leave = (): void => undefined;
  const inside = gate.inside(async () => {
    await new Promise<void>((resolve) => (leave = resolve));
    order.push("left");
  });
  const closing = gate.closeFor(async () => {
    order.push("closed");
    throw new Error("in vain");
  });
  assert.ok(gate.closed !== undefined);
  leave();
  await inside;
  await assert.rejects(closing, /in vain/);
  assert.equal(gate.closed, undefined);
  await gate.closeFor(async () => void order.push("again"));
  assert.deepEqual(order, ["left", "closed", "again"]);
});

test("a rule file that an editor replaces goes on being watched", async (context) => {
  const folder = await temporaryFolder(context);
  const path = join(folder, "a.yml");
  await writeFile(path, rule("a"));
  const stop = new AbortController();
  const changes = watchRuleFiles([path], stop.signal).changes[Symbol.asyncIterator]();
  for (const title of ["b", "c"]) {
    const next = changes.next();
    await writeFile(join(folder, "new"), rule(title));
    await rename(join(folder, "new"), path);
    assert.equal((await next).done, false);
  }
  stop.abort();
});

test("a rule folder that another is put in place of goes on being watched, and one that was gone for a while", async (context) => {
  const folder = await temporaryFolder(context);
  const rules = join(folder, "rules");
  for (const name of ["rules", "new"]) await mkdir(join(folder, name));
  for (const name of ["rules", "new"]) await writeFile(join(folder, name, "a.yml"), rule(name));
  const stop = new AbortController();
  context.after(() => stop.abort());
  const changes = watchRuleFiles([rules], stop.signal, 20).changes[Symbol.asyncIterator]();
  for (const change of [
    async () => {
      await rename(rules, join(folder, "old"));
      await rename(join(folder, "new"), rules);
    },
    () => writeFile(join(rules, "a.yml"), rule("edited")),
    () => rm(rules, { recursive: true }),
    () => mkdir(rules),
    () => writeFile(join(rules, "a.yml"), rule("again")),
  ]) {
    const next = changes.next();
    await change();
    assert.equal((await next).done, false);
  }
});

test("a change of a rule folder is noticed, and so is a request", async (context) => {
  const folder = await temporaryFolder(context);
  await writeFile(join(folder, "a.yml"), rule("a"));
  const stop = new AbortController();
  const watching = watchRuleFiles([folder], stop.signal);
  const changes = watching.changes[Symbol.asyncIterator]();
  const first = changes.next();
  await writeFile(join(folder, "b.yml"), rule("b"));
  assert.equal((await first).done, false);
  const second = changes.next();
  watching.ask();
  assert.equal((await second).done, false);
  const last = changes.next();
  stop.abort();
  assert.equal((await last).done, true);
});
