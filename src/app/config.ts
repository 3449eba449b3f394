import { dirname, resolve } from "node:path";
import { type Document, isMap, isNode, isPair, isScalar, LineCounter, parseDocument, visit } from "yaml";
import { type Checked, Failure, no, yes } from "../lib/index.ts";
import { type ConfigFault, printPath, type SchemaIssue, sayUnknownKey, sayWrongValue } from "./config-fault.ts";
import { CONFIG_SCHEMA, type ConfigDocument } from "./config-schema.ts";
import { readAtMostNow } from "./read-bounded.ts";

/** A node's configuration: meridian.yaml with defaults filled in, local time as minutes, and paths made absolute. */
export type Config = Omit<ConfigDocument, "site" | "respond"> & {
  readonly respond: Omit<ConfigDocument["respond"], "enforcer"> & { readonly enforcer: readonly string[] };
  readonly site: { readonly name: string; readonly utcOffsetMinutes: number | null; readonly exercise: boolean };
};

/** A larger configuration file is refused. */
const CONFIG_UNITS_MAX: number = 1024 * 1024;
/** What so many characters can come to. */
const CONFIG_BYTES_MAX: number = 4 * CONFIG_UNITS_MAX;

/**
 * Parses the text of meridian.yaml (YAML 1.2). `folder` is what relative paths start from. Untrusted as any input: unknown and
 * repeated keys are refused. Gives every fault with its line and column.
 */
export function parseConfig(text: string, folder: string): Checked<Config, readonly ConfigFault[]> {
  if (text.length > CONFIG_UNITS_MAX)
    return no([{ line: 1, column: 1, path: "", say: `expected at most ${CONFIG_UNITS_MAX} characters` }]);
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const broken = [...document.errors, ...document.warnings];
  if (broken.length > 0) return no(broken.map((error) => syntaxFault(error.message, error.linePos?.[0])));
  const alias = firstAlias(document);
  if (alias !== undefined)
    return no([{ ...placeOf(lines, alias), path: "", say: "expected a plain value, got an alias (*). Write it out" }]);
  const value: unknown = document.toJS() ?? {};
  const checked = CONFIG_SCHEMA.safeParse(value);
  if (checked.success) return yes(configOf(checked.data, folder));
  return no(checked.error.issues.flatMap((issue) => faultsOf(issue as SchemaIssue, document, lines, value)));
}

/** Reads meridian.yaml. Throws CONFIG_UNREADABLE, or CONFIG_INVALID with one line a fault: path:line:column, key, what to do. */
export function readConfig(path: string): Config {
  const config = parseConfig(readText(path), dirname(resolve(path)));
  if (config.ok) return config.value;
  const faults = config.fault.map(
    (fault) => `\n  ${path}:${fault.line}:${fault.column} ${fault.path === "" ? "" : `${fault.path}: `}${fault.say}`,
  );
  throw new Failure("CONFIG_INVALID", `could not use the configuration${faults.join("")}`);
}

/** What a node runs with when there is no meridian.yaml; paths start from `folder`. */
export function defaultConfig(folder: string): Config {
  return configOf(CONFIG_SCHEMA.parse({}), folder);
}

function readText(path: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(readAtMostNow(path, CONFIG_BYTES_MAX));
  } catch (error) {
    throw new Failure("CONFIG_UNREADABLE", `could not read the configuration ${path}`, error);
  }
}

function configOf(document: ConfigDocument, folder: string): Config {
  const { name, utcOffset, exercise } = document.site;
  return {
    ...document,
    site: { name, utcOffsetMinutes: utcOffset === null ? null : minutesOf(utcOffset), exercise },
    data: resolve(folder, document.data),
    rules: document.rules.map((path) => resolve(folder, path)),
    sigma: { ...document.sigma, pipelines: document.sigma.pipelines.map((path) => resolve(folder, path)) },
    sources: document.sources.map((source) => (isPath(source) ? resolve(folder, source) : source)),
    cases: { ...document.cases, knowledge: document.cases.knowledge.map((path) => resolve(folder, path)) },
    respond: {
      ...document.respond,
      enforcer: [document.respond.enforcer].flat().map((path) => resolve(folder, path)),
      playbooks: document.respond.playbooks.map((path) => resolve(folder, path)),
    },
    time: { ...document.time, authorities: document.time.authorities.map((authority) => anchoredIn(folder, authority)) },
  };
}

type TimeAuthority = ConfigDocument["time"]["authorities"][number];

function anchoredIn(folder: string, authority: TimeAuthority): TimeAuthority {
  return { ...authority, anchors: authority.anchors.map((path) => resolve(folder, path)) };
}

function minutesOf(utcOffset: string): number {
  const minutes = Number(utcOffset.slice(1, 3)) * 60 + Number(utcOffset.slice(4));
  return utcOffset.startsWith("-") ? -minutes : minutes;
}

/** Not an address such as syslog:// or journal:, not "-" (standard input). */
function isPath(source: string): boolean {
  return !/^[a-z][a-z0-9+.-]*:|^-$/i.test(source);
}

function syntaxFault(message: string, place: { line: number; col: number } | undefined): ConfigFault {
  const say = message.split("\n", 1)[0]?.replace(/ at line \d+, column \d+:?$/, "") ?? message;
  return { line: place?.line ?? 1, column: place?.col ?? 1, path: "", say };
}

/** An alias may lead nowhere, or multiply a small text into a huge value. */
function firstAlias(document: Document): number | undefined {
  let offset: number | undefined;
  visit(document, {
    Alias(_, alias) {
      offset = alias.range?.[0] ?? 0;
      return visit.BREAK;
    },
  });
  return offset;
}

function placeOf(lines: LineCounter, offset: number): { line: number; column: number } {
  const { line, col } = lines.linePos(offset);
  return { line, column: col };
}

function faultsOf(issue: SchemaIssue, document: Document, lines: LineCounter, value: unknown): ConfigFault[] {
  const place = (path: readonly PropertyKey[]): { line: number; column: number } => placeOf(lines, offsetOf(document, path));
  if (issue.keys === undefined)
    return [{ ...place(issue.path), path: printPath(issue.path), say: sayWrongValue(issue.path, valueAt(value, issue.path)) }];
  return issue.keys.map((key) => ({
    ...place([...issue.path, key]),
    path: printPath([...issue.path, key]),
    say: sayUnknownKey(issue.path, key),
  }));
}

/** Where the key at `path` stands in the text; for one that is missing, where its nearest parent stands. */
function offsetOf(document: Document, path: readonly PropertyKey[]): number {
  if (path.length === 0) return 0;
  const last = path.at(-1);
  const parent = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
  const pair = isMap(parent)
    ? parent.items.find((item) => isPair(item) && isScalar(item.key) && String(item.key.value) === last)
    : undefined;
  const node = pair === undefined ? document.getIn(path, true) : pair.key;
  return isNode(node) && node.range ? node.range[0] : offsetOf(document, path.slice(0, -1));
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((inner, part) => (inner as Record<PropertyKey, unknown> | undefined)?.[part], value);
}
