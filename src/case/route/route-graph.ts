import type { RecordName, TimeSpan } from "../../model/index.ts";
import type { RouteEdgeKind, RouteNodeKind } from "./kinds.ts";

/** Someone or something on a route. `id` counts within one graph, in order of time. */
export type RouteNode = {
  readonly id: string;
  readonly kind: RouteNodeKind;
  /** The host that it is on; null for connections, outside addresses, names and accounts of a domain. */
  readonly host: string | null;
  readonly name: string;
  /** A process's command line, else empty. */
  readonly detail: string;
  /** Which content of a file or value this is, from 1; 0 when nothing was seen to replace it. */
  readonly version: number;
  /** True where the records leave open what exactly this was, such as a pid whose start nothing recorded. */
  readonly uncertain: boolean;
};

/** A step: what `from` did to or gave to `to`. */
export type RouteEdge = {
  readonly from: string;
  readonly to: string;
  readonly kind: RouteEdgeKind;
  /** From the first to the last of the records, uncertainty included. */
  readonly span: TimeSpan;
  /** The records that show it, in order of time; at most 32, the earliest and the latest of more. Never empty. */
  readonly records: readonly RecordName[];
  /** How often it was seen. */
  readonly count: number;
  /** True on the one cheapest path from the entry to the effect. */
  readonly main: boolean;
  readonly uncertain: boolean;
};

/** What the records do not answer. */
export type Question = {
  readonly kind: "unknown-start" | "outside" | "ambiguous" | "not-followed" | "not-joined" | "no-edge" | "silent-host";
  /** The node it is about; null when it is about the whole. */
  readonly node: string | null;
  readonly text: string;
};

/** The answer to a query: plain data, the same for the same records in any order of arrival. */
export type RouteGraph = {
  readonly nodes: readonly RouteNode[];
  readonly edges: readonly RouteEdge[];
  readonly openEnds: readonly Question[];
  /** For a chop: whether records join the entry to the effect. */
  readonly joined: boolean;
  /** How many edges the closure had before it was pruned. */
  readonly of: number;
};

/** Where a query begins: a record, or things by name. Names compare without case; `image` and `file` also fit the last part of a path. */
export type RouteQuery = {
  readonly record?: RecordName;
  readonly image?: string;
  readonly file?: string;
  readonly address?: string;
  readonly account?: string;
  /** Only on this host. */
  readonly host?: string;
  /** The latest time at which a cause counts, or the earliest of an effect; the record's own when there is one. */
  readonly ms?: number;
};

/** How far and how wide. */
export type RouteLimits = {
  /** Distinct edges in the answer; 40 unless told. The best path is always whole. */
  readonly edgesMax?: number;
  /** Edges looked at in all. */
  readonly looksMax?: number;
  /** Edges looked at of one node. */
  readonly fanMax?: number;
  readonly sinceMs?: number;
  readonly untilMs?: number;
};
