import type { ExhibitPredicate } from "../../model/index.ts";
import type { ByteSource } from "../blobs.ts";

/** What bytes were recognised as, and what their own header says: read, not believed. */
export type Format = ExhibitPredicate["format"];

/** A format; and of a collector's bundle what could not be read, and where, when and with what it was collected by its own word. */
export type ContentDescription = {
  readonly format: Format;
  readonly unread: ExhibitPredicate["unread"];
  readonly collected: Pick<ExhibitPredicate["acquired"], "at" | "place" | "tool"> | null;
};

/** What describing needs of the world. */
export type DescribePorts = {
  /** A whole zlib stream (RFC 1950) of at most `bytesMax` bytes when inflated; undefined when it is not one. */
  readonly inflateZlib: (bytes: Uint8Array, bytesMax: number) => Uint8Array | undefined;
  /** Gzip members (RFC 1952) inflated one after the other; throws GunzipFault where they break off. */
  readonly gunzip: (chunks: AsyncIterable<Uint8Array>) => AsyncIterable<Uint8Array>;
  /** The content from its beginning. */
  readonly chunks: () => AsyncIterable<Uint8Array>;
};

/** Describes one format; undefined when the bytes are not of it after all. Never throws on what the bytes hold. */
export type Describe = (source: ByteSource, ports: DescribePorts) => Promise<Format | undefined>;

/** What a gzip stream that is none throws. */
export class GunzipFault extends Error {
  override readonly name = "GunzipFault";
}

const DETAIL_UNITS_MAX = 1000;

/** Details without those that are not known; over-long ones are cut, control characters made visible. */
export function details(known: Readonly<Record<string, string | number | undefined>>): Format["details"] {
  const told = Object.entries(known).filter(([, value]) => value !== undefined && value !== "");
  return Object.fromEntries(told.map(([name, value]) => [name, plain(`${value}`)]));
}

function plain(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not reach a terminal or a signed text
  const visible = text.replace(/[\u0000-\u001f\u007f-\u009f\ud800-\udfff\u202a-\u202e\u2066-\u2069]/g, "\ufffd");
  return visible.length <= DETAIL_UNITS_MAX ? visible : `${visible.slice(0, DETAIL_UNITS_MAX)}…`;
}
