import * as stix from "../../../src/stix/index.ts";
import type { Reader } from "./reader.ts";

const text = (bytes: Uint8Array) => new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
const utf8 = (value: string) => new TextEncoder().encode(value);
const OBJECT = '{"type":"tool","id":"tool--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f","name":"tidewiper"}';

/** Readers of STIX: bundles, objects, patterns and the scalars in them. */
export const STIX: readonly Reader[] = [
  {
    name: "stix/parseBundle",
    believes: (bytes) => stix.parseBundle(text(bytes)).ok,
    valid: utf8(`{"type":"bundle","id":"bundle--5d0092c5-5f74-4287-9642-33f4c354e56d","objects":[${OBJECT}]}`),
  },
  { name: "stix/parseObject", believes: (bytes) => stix.parseObject(text(bytes)).ok, valid: utf8(OBJECT) },
  {
    name: "stix/parsePattern",
    believes: (bytes) => stix.parsePattern(text(bytes)).ok,
    valid: utf8("[file:name = 'tidewiper'] FOLLOWEDBY [process:pid > 1] WITHIN 5 SECONDS"),
  },
  {
    name: "stix/parseIdentifier",
    believes: (bytes) => stix.parseIdentifier(text(bytes)) !== undefined,
    valid: utf8("tool--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f"),
  },
  {
    name: "stix/parseTimestamp",
    believes: (bytes) => stix.parseTimestamp(text(bytes)) !== undefined,
    valid: utf8("2026-11-22T12:00:00.000Z"),
  },
];

/** Parts of parsePattern: they read tokens, which it has cut and bounded. */
export const NOT_READERS_OF_STIX: Readonly<Record<string, string>> = Object.fromEntries(
  ["Comparison", "Literal", "Orderable", "Positive", "QuotedText", "Set", "Time"].map((name) => [
    `stix/read${name}`,
    "takes tokens; within parsePattern",
  ]),
);
