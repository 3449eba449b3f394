import { tableOf } from "../../lib/index.ts";
import type { Digest } from "../../model/index.ts";
import type { ByteSource } from "../blobs.ts";
import { type CheckedBundle, checkBundle } from "../collect/index.ts";
import type { BeginHash } from "../content-hash.ts";
import { type ContentDescription, type Describe, type DescribePorts, details } from "./description.ts";
import { describeEwf } from "./ewf.ts";
import { recogniseMagic } from "./magic.ts";
import { describePcap } from "./pcap.ts";
import { describePcapng } from "./pcapng.ts";
import { describeWarc, describeWarcGzip } from "./warc.ts";

/** Formats whose header is read, by the name that their first bytes give. */
const DESCRIBED: ReadonlyMap<string, Describe> = tableOf({
  ewf: describeEwf,
  pcap: describePcap,
  pcapng: describePcapng,
  warc: describeWarc,
  gzip: describeWarcGzip,
});

/**
 * What content is, by its own first bytes, and what its own header says: claims of who made it, none of them verified, except that the
 * items of a collector's bundle are compared with its manifest. Input is untrusted: bounded memory, total.
 */
export async function describeContent(
  source: ByteSource,
  ports: DescribePorts & { readonly beginHash: BeginHash },
): Promise<ContentDescription> {
  const name = await recogniseMagic(source);
  if (name === "tar") {
    const bundle = await checkBundle(ports.chunks(), ports.beginHash);
    if (bundle !== undefined) return describeBundle(bundle);
  }
  const described = await DESCRIBED.get(name)?.(source, ports);
  return { format: described ?? { name, details: {} }, unread: [], collected: null };
}

function describeBundle({ manifest, faults }: CheckedBundle): ContentDescription {
  const { host, user, tool, begun, ended, items, unread } = manifest;
  const format = {
    name: "meridian-collection",
    details: details({
      host,
      user,
      "tool version": tool.version,
      "tool SHA-256": tool.sha256 ?? "not known",
      begun,
      ended,
      items: items.length,
      "cut items": items.filter(({ cut }) => cut !== "").length,
      "not read": unread.length,
      manifest: faults.length === 0 ? "every item is what it says" : faults.join("; "),
    }),
  };
  const cut = items.filter((item) => item.cut !== "").map((item) => ({ what: item.source, reason: item.cut }));
  const collected = {
    at: { from: begun, to: ended, sources: [clipped(`clock of ${host}`, 200)] },
    place: clipped(host, 1000),
    tool: { name: "meridian-collect", version: tool.version, sha256: tool.sha256 as Digest | null },
  };
  return { format, unread: bounded([...unread, ...cut]), collected };
}

/** What the list of the unread may hold, so that its statement stays far below the largest envelope. */
const UNREAD_UNITS_MAX = 1_000_000;

function bounded(unread: ContentDescription["unread"]): ContentDescription["unread"] {
  let units = 0;
  const kept: { readonly what: string; readonly reason: string }[] = [];
  for (const { what, reason } of unread) {
    units += what.length + reason.length;
    if (units > UNREAD_UNITS_MAX) break;
    kept.push({ what: clipped(what, 4096), reason: clipped(reason, 1000) });
  }
  const left = unread.length - kept.length;
  return left === 0 ? kept : [...kept, { what: `${left} more`, reason: "the manifest in the bundle names them" }];
}

/** Cut without half a character at the end, which no statement can hold. */
function clipped(text: string, unitsMax: number): string {
  return text.slice(0, unitsMax).toWellFormed();
}
