import { type Checked, isoTime, type JsonObject, no, type Sha256, yes } from "../../lib/index.ts";
import {
  type Comparison,
  isRecord,
  matchPattern,
  type Observation,
  type Pattern,
  parsePattern,
  parseTimestamp,
} from "../../stix/index.ts";
import { digestsOf } from "./hash-list.ts";
import type { Looked } from "./observed.ts";
import { type ToolFault, traitKey } from "./pack.ts";
import type { ToolRef, Trait } from "./trait.ts";

/** Steps that one pattern may take on one observation; beyond, it has not matched. */
const STEPS_MAX = 20_000;
const ALGORITHMS: ReadonlyMap<number, string> = new Map([
  [32, "MD5"],
  [40, "SHA-1"],
  [64, "SHA-256"],
]);
const ADDRESSES = [
  "SourceIp",
  "DestinationIp",
  "IpAddress",
  "SourceAddress",
  "DestAddress",
  "src_ip",
  "dst_ip",
  "dest_ip",
  "c-ip",
];
const DOMAINS = ["QueryName", "query", "DestinationHostname", "cs-host", "server_name", "http.hostname"];
const FILES = ["Image", "TargetFilename", "ImageLoaded", "fileinfo.filename"];
const URLS = ["url", "http.url", "cs-uri", "RemoteName"];

/** A STIX pattern that somebody published for a tool. */
export type Indicator = {
  readonly id: string;
  readonly tool: ToolRef;
  readonly name: string;
  readonly pattern: string;
  readonly source: string;
};

/**
 * Reads an indicator. A pattern that asks for several observations together (AND, FOLLOWEDBY, REPEATS between brackets) is refused: what an
 * event shows is matched event by event, so that its base rate can be counted. Input is untrusted.
 */
export function indicatorTrait(
  { id, tool, name, pattern: source, source: from }: Indicator,
  sha256: Sha256,
): Checked<Trait, ToolFault> {
  const pattern = parsePattern(source);
  if (!pattern.ok)
    return no({ kind: "bad-tools", where: `${id}, unit ${pattern.fault.at} of its pattern`, expected: pattern.fault.expected });
  if (!isOfOne(pattern.value.root)) return no({ kind: "bad-tools", where: id, expected: "a pattern about one observation" });
  return yes({
    key: traitKey("indicator", source, sha256),
    way: "indicator",
    tool,
    level: "build",
    says: `matches the indicator ${name}`,
    shows: { lo: 0.3, best: 0.7, hi: 0.95 },
    forgeability: 0.4,
    also: [],
    source: from,
    anchors: anchorsOf(pattern.value.root),
    test: (looked) => holds(pattern.value, looked),
  });
}

type Part = Comparison | Pattern["root"];

/** Texts, lower-case, one of which must be seen for the pattern to match; null when there is no such list. */
function anchorsOf(part: Part): readonly string[] | null {
  if (part.is === "observe") return anchorsOf(part.test);
  if (part.is === "test") return part.negated ? null : textsOf(part);
  if (part.is !== "and" && part.is !== "or") return null;
  const inner = (part.parts as readonly Part[]).map(anchorsOf);
  if (part.is === "and") return inner.find((anchors) => anchors !== null) ?? null;
  return inner.some((anchors) => anchors === null) ? null : inner.flatMap((anchors) => anchors ?? []);
}

function textsOf({ test }: Extract<Comparison, { readonly is: "test" }>): readonly string[] | null {
  const literals = test.op === "=" ? [test.value] : test.op === "IN" ? test.values : [];
  const texts = literals.flatMap((literal) => (literal.is === "text" ? [literal.value.toLowerCase()] : []));
  return texts.length > 0 && texts.length === literals.length ? texts : null;
}

function isOfOne(root: Pattern["root"]): boolean {
  if (root.is === "or") return root.parts.every(isOfOne);
  return root.is === "observe";
}

function holds(pattern: Pattern, looked: Looked): boolean {
  const observation = observed(looked);
  if (observation.objects.size === 0) return false;
  const answer = matchPattern(pattern, [observation], STEPS_MAX);
  return answer.ok && answer.value !== null;
}

function observed(looked: Looked): Observation {
  looked.observable ??= observableOf(looked);
  return looked.observable;
}

/** All texts of an observation that a pattern can ask for, lower-case. */
export function anchorsIn(looked: Looked): ReadonlySet<string> {
  const objects = [...observed(looked).objects.values()];
  const values = objects
    .flatMap((object) => Object.values(object))
    .flatMap((value) => (isRecord(value) ? Object.values(value) : [value]));
  return new Set(values.flatMap((value) => (typeof value === "string" ? [value.toLowerCase()] : [])));
}

/** An event as cyber-observables of STIX 2.1 §6: file, process, addresses, domain name, URL. */
function observableOf(looked: Looked): Observation {
  const objects = new Map<string, JsonObject>();
  const put = (object: JsonObject) => objects.set(String(objects.size), object);
  const written = (names: readonly string[]) => names.flatMap((name) => looked.written(name));
  const digests = digestsOf(looked).map((digest) => [ALGORITHMS.get(digest.length) ?? "", digest] as const);
  const names = [...new Set(written(FILES))];
  for (const path of names) put({ type: "file", name: path.slice(Math.max(path.lastIndexOf("\\"), path.lastIndexOf("/")) + 1) });
  if (digests.length > 0) {
    put({ type: "file", hashes: Object.fromEntries(digests) });
    // Patterns compare letter by letter, and publishers write digests in either case.
    put({ type: "file", hashes: Object.fromEntries(digests.map(([name, digest]) => [name, digest.toUpperCase()])) });
  }
  for (const line of written(["CommandLine"])) put({ type: "process", command_line: line });
  for (const value of new Set(written(ADDRESSES))) put({ type: value.includes(":") ? "ipv6-addr" : "ipv4-addr", value });
  for (const value of new Set(written(DOMAINS))) put({ type: "domain-name", value });
  for (const value of new Set(written(URLS))) put({ type: "url", value });
  const time = parseTimestamp(isoTime(looked.observation.atMs)) ?? { key: "", ms: looked.observation.atMs };
  return { first: time, last: time, count: 1, objects };
}
