import { concat } from "../../lib/index.ts";
import { formatConsistencyText } from "../../merkle/index.ts";
import type { Exporter } from "./source.ts";

/** DER of PKIStatusInfo with status granted (RFC 3161 §2.4.2). */
const GRANTED = Uint8Array.of(0x30, 3, 2, 1, 0);

/**
 * When the entry was there at the latest, by time-stamping authorities: the head that they stamped, each token as a whole reply
 * (`openssl ts -verify -data N.stamped.txt -in N.1.tsr`), and the proof that the stamped tree is the beginning of the exported one.
 */
export const timeStamp: Exporter = {
  format: "time-stamp",
  what: "time-stamp replies (RFC 3161) over a tree head that has the entry",
  files: ({ index, stamped }) => {
    if (stamped === undefined) return new Map();
    const files = new Map<string, Uint8Array>([
      [`${index}.stamped.txt`, stamped.text],
      [`${index}.stamped.consistency.txt`, formatConsistencyText({ oldSize: BigInt(stamped.size), proof: stamped.consistency })],
    ]);
    for (const [at, token] of stamped.tokens.entries()) files.set(`${index}.${at + 1}.tsr`, timeStampReply(token));
    return files;
  },
};

/** A TimeStampResp of a token: SEQUENCE { status, token } in DER. */
function timeStampReply(token: Uint8Array): Uint8Array<ArrayBuffer> {
  const content = concat(GRANTED, token);
  return concat(Uint8Array.of(0x30), derLength(content.length), content);
}

function derLength(length: number): Uint8Array {
  if (length < 0x80) return Uint8Array.of(length);
  const bytes: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256);
  return Uint8Array.of(0x80 | bytes.length, ...bytes);
}
