import { createHash } from "node:crypto";
import { isNumberText, parseJsonText } from "./json-text.ts";
import { type FeatureRows, type Group, type Row, TableError } from "./table-text.ts";
import type { Alert, EventValue, Expectation, Vector, VectorEvent } from "./vector.ts";

/** The moment that events without a time of their own are of, and that seconds in tables count from. */
const START_MS = Date.UTC(2026, 0, 1);
const PRODUCT = "conformance";

/** The vectors of a feature's rows, in the order of the table. */
export function vectorsOf({ feature, rows }: FeatureRows, path: string): readonly Vector[] {
  return rows.map((row) => {
    try {
      return vectorOf(feature, row);
    } catch (error) {
      throw new TableError(`${path}:${row.line}: ${error instanceof Error ? error.message : String(error)}`);
    }
  });
}

function vectorOf(feature: string, row: Row): Vector {
  const { group } = row;
  const { chosen, rest } = split(row);
  const text = (line: string): string => line.replaceAll("$V", () => chosen ?? "$V");
  const { events, expect } = outcome(row.mark, rest, text);
  const pipelines = texts(group, "p>", text);
  const filters = texts(group, "f>", text).map((one) => identified(one, false));
  const [options] = group.lines.get("o>") ?? [];
  const content = {
    rules: rulesOf(feature, group, text),
    ...(pipelines.length > 0 && { pipelines }),
    ...(filters.length > 0 && { filters }),
    ...(options !== undefined && { options: parseJsonText(text(options)) as Vector["options"] }),
    events,
  };
  return {
    id: `${feature}-${createHash("sha256").update(JSON.stringify(content)).digest("hex").slice(0, 8)}`,
    feature,
    title: row.title.replace(" [decided]", ""),
    spec: group.spec,
    rationale: group.rationale,
    status: group.isDecided || row.title.endsWith(" [decided]") ? "decided" : "specified",
    ...(group.trap !== undefined && { trap: group.trap }),
    ...content,
    expect,
  } as Vector;
}

/** A row of a group that leaves "$V" open says first what stands there. */
function split({ mark, text, group }: Row): { chosen: string | undefined; rest: string } {
  const isOpen = [...group.lines.values()].flat().some((line) => line.includes("$V"));
  if (!isOpen) return { chosen: undefined, rest: text };
  const at = text.indexOf(" ~ ");
  if (at === -1) throw new TableError("the group has $V, so the row must say what it is before ~");
  const [left, right] = [text.slice(0, at), text.slice(at + 3).trim()];
  return mark === "!" ? { chosen: right, rest: left } : { chosen: left, rest: right };
}

function outcome(mark: string, rest: string, text: (line: string) => string): { events: VectorEvent[]; expect: Expectation } {
  if (mark === "!") return { events: [], expect: { refused: rest } };
  if (mark === "+" || mark === "-") {
    const events = [{ fields: fieldsOf(parseJsonText(rest)) }];
    return { events, expect: { alerts: mark === "+" ? [{ rule: "r", event: 0 }] : [] } };
  }
  const [left, right] = rest.split(" => ");
  if (left === undefined || right === undefined) throw new TableError("expected events => alerts");
  const events =
    mark === "="
      ? (parseJsonText(text(left)) as unknown[]).map(listedEvent)
      : left.split(";").map((one) => shortEvent(one.trim()));
  return { events, expect: { alerts: right.trim() === "-" ? [] : right.trim().split(" ").map(alertOf) } };
}

function alertOf(text: string): Alert {
  const [, rule, event, cited] = /^([^@]+)@(\d+)(?::([\d,]+))?$/.exec(text) ?? [];
  if (rule === undefined) throw new TableError(`expected rule@event, got "${text}"`);
  return { rule, event: Number(event), ...(cited !== undefined && { events: cited.split(",").map(Number) }) };
}

/** `[seconds, fields]`, `[seconds, fields, logsource]` or the fields alone. */
function listedEvent(listed: unknown): VectorEvent {
  if (!Array.isArray(listed)) return { fields: fieldsOf(listed) };
  const [at, fields, logsource] = listed as [number | null, unknown, VectorEvent["logsource"]];
  return { ...(at !== null && { at: timeOf(at) }), ...(logsource !== undefined && { logsource }), fields: fieldsOf(fields) };
}

/** `seconds e k=v k=v`: the field e is what base rules are told apart by. */
function shortEvent(text: string): VectorEvent {
  const [at, name, ...pairs] = text.split(" ");
  const fields: Record<string, EventValue> = { e: name as string };
  for (const pair of pairs) {
    const [key = "", value = ""] = pair.split("=");
    fields[key] = /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : value;
  }
  return { at: timeOf(Number(at)), fields };
}

function timeOf(seconds: number): string {
  return new Date(START_MS + seconds * 1_000).toISOString();
}

function fieldsOf(value: unknown): VectorEvent["fields"] {
  const isMap = typeof value === "object" && value !== null && !Array.isArray(value) && !isNumberText(value);
  return (isMap ? value : { f: value }) as VectorEvent["fields"];
}

function rulesOf(feature: string, { lines, bases }: Group, text: (line: string) => string): readonly string[] {
  const items = lines.get(":")?.map((line) => `        ${text(line)}`);
  const detection = lines.get(";")?.map((line) => `    ${text(line)}`);
  const correlation = lines.get("~")?.map((line) => `    ${text(line)}`);
  const made = bases.map((name) =>
    detectionRule(`base ${name}`, name, ["    selection:", `        e: '${name}'`, "    condition: selection"]),
  );
  if (items !== undefined) made.push(detectionRule(feature, "r", ["    selection:", ...items, "    condition: selection"]));
  if (detection !== undefined) made.push(detectionRule(feature, "r", detection));
  const documents = texts({ lines }, ">", text);
  if (correlation !== undefined) made.push(`title: ${feature}\nid: c\ncorrelation:\n${correlation.join("\n")}\n`);
  return [...made, ...documents].map((one) => identified(one, true));
}

function detectionRule(title: string, id: string, detection: readonly string[]): string {
  return `title: ${title}\nid: ${id}\nlogsource:\n    product: ${PRODUCT}\ndetection:\n${detection.join("\n")}\n`;
}

const SHORT_ID = /^id: (\w+)$/m;

/** Tables give rules short ids. Engines are given UUIDs, and the short id as the name, which is what alerts are told by. */
function identified(text: string, isNamed: boolean): string {
  return text
    .split(/^(---)$/m)
    .map((document) => {
      const id = SHORT_ID.exec(document)?.[1];
      if (id === undefined) return document;
      const name = isNamed && !/^name: /m.test(document) ? `\nname: ${id}` : "";
      return document.replace(SHORT_ID, `id: ${uuidOf(id)}${name}`);
    })
    .join("");
}

/** A UUID of version 4 in form, made of a text, so that it is the same each time. */
function uuidOf(text: string): string {
  const hex = createHash("sha256").update(text).digest("hex");
  const variant = "89ab"[Number.parseInt(hex[16] as string, 16) % 4];
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** The lines of a mark as texts; a line "===" starts the next. */
function texts({ lines }: Pick<Group, "lines">, mark: string, text: (line: string) => string): readonly string[] {
  const found = lines.get(mark);
  if (found === undefined) return [];
  return found
    .map(text)
    .join("\n")
    .split(/^===$\n?/m)
    .map((one) => (one.endsWith("\n") ? one : `${one}\n`));
}
