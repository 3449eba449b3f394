import type { StixObject } from "../object.ts";

/** The rules that validateBundle knows; each is a MUST of STIX 2.1. */
export const STIX_RULES = [
  "identifier",
  "type-name",
  "property-name",
  "no-empty",
  "spec-version",
  "required",
  "timestamp",
  "timestamp-order",
  "confidence",
  "marking-circular",
  "marking-selector",
  "reference-type",
  "relationship-ends",
  "observable-reference",
  "observed-data",
  "mime-type",
  "character-set",
  "language",
  "language-content",
  "pattern",
  "cpe",
  "uuid-version",
  "hash",
  "extension",
  "opinion",
  "location",
  "external-reference",
  "duplicate",
] as const;
export type StixRule = (typeof STIX_RULES)[number];

/** One thing that the standard forbids: in which object (its place in the bundle and id), where in it, and what is expected. */
export type StixFinding = {
  readonly rule: StixRule;
  readonly object: number;
  readonly id: string;
  readonly path: string;
  readonly expected: string;
};

/** Says no: where, and what was expected. */
export type Report = (rule: StixRule, path: string, expected: string) => void;

/** One rule, asked of one object of STIX 2.1. */
export type Check = (object: StixObject, report: Report) => void;
