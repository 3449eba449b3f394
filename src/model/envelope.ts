import {
  type Checked,
  concat,
  equalBytes,
  formatJson,
  type Json,
  type JsonFault,
  no,
  parseBase64,
  parseJson,
  type ShapeFault,
  shape,
  textOf,
  toBase64,
  utf8,
  yes,
} from "../lib/index.ts";

/** DSSE payload type of an in-toto statement. */
const PAYLOAD_TYPE = "application/vnd.in-toto+json";

/** A DSSE envelope (secure-systems-lab/dsse v1.0.2): the payload's bytes and who signed them. */
export type Envelope = {
  readonly payload: Uint8Array;
  /** `keyid` is `<key name>+<8 hexadecimal digits of the C2SP key id>`. */
  readonly signatures: readonly { readonly keyid: string; readonly sig: Uint8Array }[];
};

/** DSSE pre-authentication encoding: the bytes that are signed. */
export function preAuthEncoding(payload: Uint8Array): Uint8Array<ArrayBuffer> {
  return concat(utf8(`DSSEv1 ${utf8(PAYLOAD_TYPE).length} ${PAYLOAD_TYPE} ${payload.length} `), payload);
}

/** The envelope's bytes: canonical JSON in UTF-8. */
export function formatEnvelope(envelope: Envelope): Uint8Array<ArrayBuffer> {
  const signatures = envelope.signatures.map(({ keyid, sig }) => ({ keyid, sig: toBase64(sig) }));
  return utf8(formatJson({ payload: toBase64(envelope.payload), payloadType: PAYLOAD_TYPE, signatures } satisfies Json));
}

const SIGNATURES_MAX = 16;
const PAYLOAD_UNITS_MAX = 64 * 1024 * 1024;
const envelopeShape = shape.record({
  payload: shape.text(PAYLOAD_UNITS_MAX),
  payloadType: shape.word(PAYLOAD_TYPE),
  signatures: shape.list(shape.record({ keyid: shape.text(400), sig: shape.text(8192) }), SIGNATURES_MAX),
});

export type EnvelopeFault = JsonFault | ShapeFault | { readonly kind: "not-utf8" | "bad-base64" | "not-canonical" };

/** Reads an envelope. Input is untrusted; any other encoding of the same envelope is refused. No signature is checked here. */
export function parseEnvelope(bytes: Uint8Array): Checked<Envelope, EnvelopeFault> {
  const text = textOf(bytes);
  if (text === undefined) return no({ kind: "not-utf8" });
  return readPlainEnvelope(text) ?? readEnvelope(text, bytes);
}

const PLAIN_BEGIN = '{"payload":"';
const PLAIN_MIDDLE = `","payloadType":"${PAYLOAD_TYPE}","signatures":[`;
const PLAIN_SIGNATURE = /\{"keyid":"([ !#-[\]-~]{0,400})","sig":"([A-Za-z0-9+/=]{0,8192})"\}(,|\]\}$)/y;

/**
 * An envelope that is written exactly as formatEnvelope writes one whose key ids are printable ASCII: read in one pass, an eighth of the
 * time. Undefined for all else: the long way says what is wrong with it, or that nothing is.
 */
function readPlainEnvelope(text: string): Checked<Envelope, never> | undefined {
  const middle = text.indexOf('"', PLAIN_BEGIN.length);
  if (!text.startsWith(PLAIN_BEGIN) || !text.startsWith(PLAIN_MIDDLE, middle)) return undefined;
  const payload = parseBase64(text.slice(PLAIN_BEGIN.length, middle));
  if (!payload.ok || middle - PLAIN_BEGIN.length > PAYLOAD_UNITS_MAX) return undefined;
  const signatures: { keyid: string; sig: Uint8Array }[] = [];
  PLAIN_SIGNATURE.lastIndex = middle + PLAIN_MIDDLE.length;
  while (signatures.length < SIGNATURES_MAX) {
    const [, keyid = "", sig = "", end = ""] = PLAIN_SIGNATURE.exec(text) ?? [];
    const decoded = parseBase64(sig);
    if (end === "" || !decoded.ok) return undefined;
    signatures.push({ keyid, sig: decoded.value });
    if (end !== ",") return yes({ payload: payload.value, signatures });
  }
  return undefined;
}

function readEnvelope(text: string, bytes: Uint8Array): Checked<Envelope, EnvelopeFault> {
  const json = parseJson(text);
  if (!json.ok) return json;
  const read = envelopeShape(json.value, "envelope");
  if (!read.ok) return read;
  const payload = parseBase64(read.value.payload);
  if (!payload.ok) return payload;
  const signatures: { keyid: string; sig: Uint8Array }[] = [];
  for (const { keyid, sig } of read.value.signatures) {
    const decoded = parseBase64(sig);
    if (!decoded.ok) return decoded;
    signatures.push({ keyid, sig: decoded.value });
  }
  const envelope: Envelope = { payload: payload.value, signatures };
  return equalBytes(formatEnvelope(envelope), bytes) ? yes(envelope) : no({ kind: "not-canonical" });
}
