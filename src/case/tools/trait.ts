import type { Range } from "../../model/index.ts";
import type { Test } from "./predicate.ts";

export const WAYS = ["hash", "indicator", "command-line", "behaviour"] as const;
/** By what a tool is recognised. */
export type Way = (typeof WAYS)[number];

/** A tool that is known by traits. */
export type ToolRef = { readonly id: string; readonly name: string };

/** Something that a tool shows, and that others may show too. */
export type Trait = {
  /** What is tested, so that equal tests of two tools are seen to be one: 64 hexadecimal digits. */
  readonly key: string;
  readonly way: Way;
  readonly tool: ToolRef;
  /** One build of it, or all. */
  readonly level: "build" | "family";
  /** In words, for a reader. */
  readonly says: string;
  /** In how large a share of its uses the tool shows it: judged. */
  readonly shows: Range;
  /** How easily somebody else can make it show, 0 to 1. */
  readonly forgeability: number;
  /** Other tools that are known to show it, by name. */
  readonly also: readonly string[];
  readonly source: string;
  /** Texts, lower-case, one of which must be seen before the test is worth its time; null when it always is. */
  readonly anchors: readonly string[] | null;
  readonly test: Test;
};
