import { Failure } from "../../lib/index.ts";

/** Whom we believe and who we are, as PEM; missing: the system's own, and nobody. */
export type TlsFiles = { readonly ca?: Uint8Array; readonly cert?: Uint8Array; readonly key?: Uint8Array };

export type HttpsPost = (body: Uint8Array, headers: Readonly<Record<string, string>>) => Promise<HttpsAnswer>;
export type HttpsAnswer = { readonly status: number; readonly retryAfterS: number | null; readonly body: Uint8Array };

const ANSWER_BYTES_MAX: number = 256 * 1024;
const LOOPBACK = ["127.0.0.1", "[::1]"];

/**
 * POSTs to one configured place, within `timeoutMs` for all of it. Follows no redirect, and speaks plain http only to this machine
 * itself. Throws CONFIG_INVALID for another url; the post rejects when there is no whole answer.
 */
export function httpsPost(
  url: string,
  { timeoutMs, tls = {} }: { readonly timeoutMs: number; readonly tls?: TlsFiles },
): HttpsPost {
  const place = URL.canParse(url) ? new URL(url) : undefined;
  const isSafe = place?.protocol === "https:" || (place?.protocol === "http:" && LOOPBACK.includes(place.hostname));
  if (place === undefined || !isSafe || place.username !== "" || place.password !== "") {
    throw new Failure("CONFIG_INVALID", "expected an https url without a name and password in it");
  }
  const options = { method: "POST", minVersion: "TLSv1.2", ...pem(tls) } as const;
  return async (body, headers) => {
    const { request } = await (place.protocol === "https:" ? import("node:https") : import("node:http")); // slow to load
    return await new Promise((resolve, reject) => {
      const lengths = { ...headers, "content-length": `${body.length}` };
      const asked = request(place, { ...options, headers: lengths, signal: AbortSignal.timeout(timeoutMs) }, (answer) => {
        const pieces: Uint8Array[] = [];
        let bytes = 0;
        answer.on("data", (piece: Uint8Array) => {
          bytes += piece.length;
          if (bytes > ANSWER_BYTES_MAX) asked.destroy(new RangeError(`the answer is longer than ${ANSWER_BYTES_MAX} bytes`));
          else pieces.push(piece);
        });
        answer.on("error", reject);
        answer.on("end", () => {
          const retryAfterS = secondsIn(answer.headers["retry-after"]);
          resolve({ status: answer.statusCode ?? 0, retryAfterS, body: new Uint8Array(Buffer.concat(pieces)) });
        });
      });
      asked.on("error", reject);
      asked.end(body);
    });
  };
}

function pem({ ca, cert, key }: TlsFiles) {
  return {
    ...(ca === undefined ? {} : { ca: Buffer.from(ca) }),
    ...(cert === undefined ? {} : { cert: Buffer.from(cert) }),
    ...(key === undefined ? {} : { key: Buffer.from(key) }),
  };
}

function secondsIn(header: string | undefined): number | null {
  return header !== undefined && /^[0-9]{1,6}$/.test(header) ? Number(header) : null;
}
