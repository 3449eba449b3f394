import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { test } from "node:test";
import { parseAllDocuments } from "yaml";
import { sharedData, skipWithout } from "../../test/support/shared-data.ts";
import { readAll, sampleReader } from "../../test/support/telemetry.ts";
import { type LogSource, logsourceMatches } from "../model/index.ts";
import { createFramer, type Unit } from "./index.ts";
import { CATEGORY_BY_SERVICE, SERVICE_BY_CHANNEL } from "./windows/channels.ts";

const SIGMA = sharedData("sigma") ?? "";

type Rule = { readonly id: string; readonly logsource: LogSource };

let loaded: readonly Rule[] | undefined;

function rules(): readonly Rule[] {
  loaded ??= [...loadRules()];
  return loaded;
}

function* loadRules(): Generator<Rule> {
  for (const folder of readdirSync(SIGMA).filter((name) => name.startsWith("rules"))) {
    for (const path of readdirSync(join(SIGMA, folder), { recursive: true, encoding: "utf8" })) {
      if (!path.endsWith(".yml")) continue;
      for (const document of parseAllDocuments(readFileSync(join(SIGMA, folder, path), "utf8"))) {
        const { id, logsource } = (document.toJS() ?? {}) as Partial<Rule>;
        if (id !== undefined && logsource !== undefined) yield { id, logsource: only(logsource) };
      }
    }
  }
}

function only({ product, category, service }: LogSource): LogSource {
  return { ...(product && { product }), ...(category && { category }), ...(service && { service }) };
}

function read(path: string): readonly Unit[] {
  const framer = createFramer();
  return readAll(sampleReader(`file:${path}`), [...framer.push(readFileSync(path)), ...framer.end()]);
}

test("each Sigma regression sample is read into an event of its rule's log source", { skip: skipWithout("sigma") }, (context) => {
  const logsources = new Map(rules().map((rule) => [rule.id, rule.logsource]));
  const missed: string[] = [];
  let samples = 0;
  for (const path of readdirSync(join(SIGMA, "regression_data"), { recursive: true, encoding: "utf8" })) {
    if (!path.endsWith(".json")) continue;
    samples++;
    const units = read(join(SIGMA, "regression_data", path));
    const logsource =
      logsources.get(basename(path, ".json")) ?? logsources.get(ruleIdIn(join(SIGMA, "regression_data", dirname(path))));
    const events = units.flatMap((unit) => unit.events);
    const rejected = units.some((unit) => unit.accounting.rejected > 0);
    if (rejected || logsource === undefined || !events.some((event) => logsourceMatches(logsource, event.logsource)))
      missed.push(path);
  }
  context.diagnostic(`${samples - missed.length} of ${samples} samples`);
  assert.ok(samples > 50);
  assert.deepEqual(missed, []);
});

function ruleIdIn(folder: string): string {
  const [info] = parseAllDocuments(readFileSync(join(folder, "info.yml"), "utf8"));
  const { rule_metadata: about } = (info?.toJS() ?? {}) as { rule_metadata?: readonly { id: string }[] };
  return about?.[0]?.id ?? "";
}

/** ETW that no event channel carries, and what Sigma calls file_access and file_rename with it. */
const UNREACHABLE = new Set(["file_access", "file_rename"]);

test("every Windows log source of a SigmaHQ rule is one that the tables can give", { skip: skipWithout("sigma") }, () => {
  const categories = [...CATEGORY_BY_SERVICE.values()].flatMap((byId) => [...byId.values()]);
  const services = [...SERVICE_BY_CHANNEL.values()];
  const given: LogSource[] = [
    ...[...categories, "registry_add", "registry_delete"].map((category) => ({ product: "windows", category })),
    ...services.map((service) => ({ product: "windows", service })),
  ];
  const missing = new Set<string>();
  for (const { logsource } of rules()) {
    if (logsource.product !== "windows" || UNREACHABLE.has(logsource.category ?? "")) continue;
    if (!given.some((event) => logsourceMatches(logsource, event))) missing.add(JSON.stringify(logsource));
  }
  assert.deepEqual([...missing], []);
});
