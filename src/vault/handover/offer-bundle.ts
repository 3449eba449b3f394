import {
  type Checked,
  formatJson,
  type JsonFault,
  no,
  parseBase64,
  parseJson,
  type Shape,
  type ShapeFault,
  shape,
  textOf,
  toBase64,
  utf8,
  yes,
} from "../../lib/index.ts";

/** An entry of the giver's ledger with what shows that it is there. */
export type ProvenEntry = {
  readonly index: number;
  readonly salt: Uint8Array;
  /** The DSSE envelope's bytes. */
  readonly envelope: Uint8Array;
  /** A c2sp.org/tlog-proof. */
  readonly proof: Uint8Array;
};

/** An offer as it travels to another node: the giver's party and keys, the exhibit's whole chain, the offer last. */
export type OfferBundle = { readonly origin: string; readonly entries: readonly ProvenEntry[] };

export type OfferFault =
  | JsonFault
  | ShapeFault
  | { readonly kind: "too-large"; readonly bytesMax: number }
  | { readonly kind: "not-utf8" }
  | { readonly kind: "not-canonical" };

export const OFFER_BYTES_MAX = 67_108_864;
const ENTRIES_MAX = 10_000;

const bytesShape: Shape<Uint8Array> = (json, path) => {
  const bytes = typeof json === "string" ? parseBase64(json) : undefined;
  return bytes?.ok === true ? yes(bytes.value) : no({ kind: "bad-shape", path, expected: "base64" });
};

const offerShape = shape.record({
  format: shape.word("meridian-offer/v1"),
  origin: shape.text(400),
  entries: shape.list(
    shape.record({ index: shape.count, salt: bytesShape, envelope: bytesShape, proof: bytesShape }),
    ENTRIES_MAX,
  ),
});

/** The bytes of an offer bundle: canonical JSON and a newline (spec/custody.md §Offer). */
export function formatOffer({ origin, entries }: OfferBundle): Uint8Array {
  const json = {
    format: "meridian-offer/v1",
    origin,
    entries: entries.map(({ index, salt, envelope, proof }) => ({
      index,
      salt: toBase64(salt),
      envelope: toBase64(envelope),
      proof: toBase64(proof),
    })),
  };
  return utf8(`${formatJson(json)}\n`);
}

/** Reads an offer bundle. Input is untrusted: its form only, nothing in it is verified. */
export function parseOffer(bytes: Uint8Array): Checked<OfferBundle, OfferFault> {
  if (bytes.length > OFFER_BYTES_MAX) return no({ kind: "too-large", bytesMax: OFFER_BYTES_MAX });
  const text = textOf(bytes);
  if (text === undefined) return no({ kind: "not-utf8" });
  const json = parseJson(text);
  if (!json.ok) return json;
  const read = offerShape(json.value, "offer");
  if (!read.ok) return read;
  if (`${formatJson(json.value)}\n` !== text) return no({ kind: "not-canonical" });
  return yes({ origin: read.value.origin, entries: read.value.entries });
}
