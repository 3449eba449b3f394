import { EVTX_SIGNATURE } from "../../evtx/index.ts";
import { tableOf } from "../../lib/index.ts";
import type { Compression } from "./source.ts";

/** What the first bytes and the name say about a file. */
export type Kind = { readonly compression: Compression } | { readonly unsupported: string };

const UNSUPPORTED_NAMES: ReadonlyMap<string, string> = tableOf({
  evt: "Windows event log of before Vista",
  etl: "Windows trace log",
  pcap: "packet capture: read it with Suricata or Zeek first",
  pcapng: "packet capture: read it with Suricata or Zeek first",
  cap: "packet capture: read it with Suricata or Zeek first",
  db: "database file",
  sqlite: "database file",
  journal: "systemd journal file: use journal: or export it as JSON",
  zip: "zip archive: unpack it first",
  "7z": "7z archive: unpack it first",
  rar: "rar archive: unpack it first",
  tar: "tar archive: unpack it first",
  tgz: "tar archive: unpack it first",
  xz: "xz compression: unpack it first",
  bz2: "bzip2 compression: unpack it first",
  lz4: "lz4 compression: unpack it first",
});

const UNSUPPORTED_MAGIC: readonly { readonly at: number; readonly hex: string; readonly name: string }[] = [
  { at: 4, hex: "4c664c65", name: "evt" },
  { at: 0, hex: "d4c3b2a1", name: "pcap" },
  { at: 0, hex: "a1b2c3d4", name: "pcap" },
  { at: 0, hex: "4d3cb2a1", name: "pcap" },
  { at: 0, hex: "a1b23c4d", name: "pcap" },
  { at: 0, hex: "0a0d0d0a", name: "pcapng" },
  { at: 0, hex: "53514c69746520666f726d6174203300", name: "sqlite" },
  { at: 0, hex: "4c504b5348485248", name: "journal" },
  { at: 0, hex: "504b0304", name: "zip" },
  { at: 0, hex: "377abcaf271c", name: "7z" },
  { at: 0, hex: "526172211a07", name: "rar" },
  { at: 257, hex: "7573746172", name: "tar" },
  { at: 0, hex: "fd377a585a00", name: "xz" },
  { at: 0, hex: "425a68", name: "bz2" },
  { at: 0, hex: "04224d18", name: "lz4" },
];

/** Tells how to read a file from its name and its first bytes (1,024 are enough), or why it cannot be read. */
export function kindOf(name: string, head: Uint8Array): Kind {
  const ending = name.toLowerCase().split(".").at(-1) ?? "";
  const byName = UNSUPPORTED_NAMES.get(ending);
  if (byName !== undefined && name.includes(".")) return { unsupported: byName };
  const hex = Buffer.from(head).toString("hex");
  if (hex.startsWith("1f8b")) return { compression: "gzip" };
  // RFC 8878 §3.1: a frame, or a skippable frame before it.
  if (hex.startsWith("28b52ffd") || /^5.2a4d18/.test(hex)) return { compression: "zstd" };
  if (isEventLog(name, head)) return { compression: "none" };
  const reason = unsupportedContent(head, hex);
  return reason === undefined ? { compression: "none" } : { unsupported: reason };
}

/** True for a Windows event log: by its first bytes, decompressed, or by its name when they are damaged but no text either. */
export function isEventLog(name: string, head: Uint8Array): boolean {
  if (Buffer.compare(head.subarray(0, EVTX_SIGNATURE.length), EVTX_SIGNATURE) === 0) return true;
  return /\.evtx(?:\.gz|\.zst)?$/i.test(name) && head.includes(0);
}

/** Why these bytes, decompressed, are no text; undefined when they may be. */
export function unsupportedContent(head: Uint8Array, hex = Buffer.from(head).toString("hex")): string | undefined {
  const match = UNSUPPORTED_MAGIC.find((magic) => hex.startsWith(magic.hex, magic.at * 2));
  if (match !== undefined) return UNSUPPORTED_NAMES.get(match.name);
  if (hex.startsWith("fffe") || hex.startsWith("feff")) return "UTF-16 text: convert it to UTF-8";
  return head.includes(0) ? "binary file" : undefined;
}
