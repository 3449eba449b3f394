import { type Checked, toHex, yes } from "../../lib/index.ts";
import { HASH_BYTES, type HashName } from "../der/oids.ts";
import { type DerNode, parseDer } from "../der/read.ts";
import { contextTag, plainContextTag, TAG } from "../der/tags.ts";
import { generalizedTimeOf, type Moment } from "../der/times.ts";
import { inner, oidOf, smallOf, Walk } from "../der/walk.ts";
import { hashOf } from "./algorithm.ts";
import { refuse, type TokenFault } from "./fault.ts";

/** A hash of what is stamped. */
export type Imprint = { readonly hash: HashName; readonly digest: Uint8Array };

/** What an authority says (RFC 3161 §2.4.2). */
export type TstInfo = {
  readonly policy: string;
  readonly imprint: Imprint;
  readonly serial: string;
  readonly genTime: Moment;
  /** Microseconds; undefined when the token states none. */
  readonly accuracyMicros: number | undefined;
  readonly ordering: boolean;
  /** The INTEGER's content. */
  readonly nonce: Uint8Array | undefined;
  /** A GeneralName, as DER. */
  readonly tsa: Uint8Array | undefined;
};

const VERSION = 1;

/** Reads a TSTInfo. Input is untrusted. */
export function parseTstInfo(bytes: Uint8Array): Checked<TstInfo, TokenFault> {
  const der = parseDer(bytes);
  if (!der.ok) return refuse("not-der", `TSTInfo, byte ${der.fault.offset}: expected ${der.fault.expected}`);
  const walk = new Walk(der.value);
  const version = smallOf(walk.take(TAG.integer));
  const policy = oidOf(walk.take(TAG.oid));
  const imprintNode = walk.take(TAG.sequence);
  const serial = walk.take(TAG.integer);
  const genTime = generalizedTimeOf(walk.take(TAG.generalizedTime));
  if (version !== VERSION) return refuse("version", "expected TSTInfo version 1");
  const imprint = readImprint(imprintNode);
  if (imprint === undefined) return refuse("imprint", "expected a SHA-256, SHA-384 or SHA-512 imprint");
  if (genTime === undefined) return refuse("gen-time", "expected YYYYMMDDhhmmss[.f]Z");
  const rest = readRest(walk);
  if (!rest.ok) return rest;
  if (policy === undefined || serial === undefined) return refuse("structure", "expected policy and serial number");
  return yes({ policy, imprint, serial: toHex(serial.content), genTime, ...rest.value });
}

type Rest = Pick<TstInfo, "accuracyMicros" | "ordering" | "nonce" | "tsa">;

/** What may be absent, in its order. */
function readRest(walk: Walk): Checked<Rest, TokenFault> {
  const accuracyNode = walk.take(TAG.sequence);
  const ordering = walk.take(TAG.boolean);
  const nonce = walk.take(TAG.integer);
  const tsaNode = walk.take(contextTag(0));
  const extensions = walk.take(contextTag(1));
  const accuracyMicros = accuracyNode === undefined ? undefined : readAccuracy(accuracyNode);
  if (accuracyNode !== undefined && accuracyMicros === undefined)
    return refuse("accuracy", "expected an Accuracy as RFC 3161 has it");
  if (hasCritical(extensions)) return refuse("tst-extension", "the TSTInfo has a critical extension that we do not know");
  const isDefault = ordering?.content[0] === 0; // DER leaves out a default (X.690 §11.5)
  const tsa = inner(tsaNode)?.bytes;
  if (!walk.done || isDefault || (tsaNode !== undefined && tsa === undefined))
    return refuse("structure", "expected a TSTInfo as RFC 3161 has it");
  return yes({ accuracyMicros, ordering: ordering !== undefined, nonce: nonce?.content, tsa });
}

function readImprint(node: DerNode | undefined): Imprint | undefined {
  const walk = new Walk(node);
  const hash = hashOf(walk.take(TAG.sequence));
  const digest = walk.take(TAG.octetString)?.content;
  if (!walk.done || hash === undefined || digest?.length !== HASH_BYTES[hash]) return undefined;
  return { hash, digest };
}

/** Seconds of an accuracy at most: a day. Who knows the time less well proves nothing of use. */
const ACCURACY_SECONDS_MAX = 86_400;

/** Microseconds of seconds, [0] millis 1…999 and [1] micros 1…999. */
function readAccuracy(node: DerNode): number | undefined {
  const walk = new Walk(node);
  const part = (tag: number, max: number) => {
    const taken = walk.take(tag);
    const value = taken === undefined ? 0 : smallOf(taken, tag);
    const isIn = value !== undefined && value <= max && (taken === undefined || value > 0 || tag === TAG.integer);
    return isIn ? value : Number.NaN;
  };
  const micros =
    part(TAG.integer, ACCURACY_SECONDS_MAX) * 1e6 + part(plainContextTag(0), 999) * 1000 + part(plainContextTag(1), 999);
  return walk.done && !Number.isNaN(micros) ? micros : undefined;
}

function hasCritical(extensions: DerNode | undefined): boolean {
  return extensions?.children.some(({ children }) => children.some(({ tag }) => tag === TAG.boolean)) === true;
}
