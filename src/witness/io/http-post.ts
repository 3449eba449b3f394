import { Failure } from "../../lib/index.ts";
import type { HttpAnswer, HttpPost } from "../http.ts";

const ANSWER_BYTES_MAX = 524_288;

/** How a witness is asked. `bodyBytesMax` bounds its answer; 512 KiB when not given. `headers` come over those that we send anyway. */
export type HttpPostOptions = {
  readonly timeoutMs: number;
  readonly bodyBytesMax?: number;
  readonly headers?: Readonly<Record<string, string>>;
};

/**
 * POSTs to `url` and reads the whole answer, within `timeoutMs` for both. Follows no redirect: a witness is where its operator said.
 * Throws WITNESS_UNREACHABLE for anything but a whole answer within the limits.
 */
export function httpPost(url: string, { timeoutMs, bodyBytesMax = ANSWER_BYTES_MAX, headers }: HttpPostOptions): HttpPost {
  return async (body) => {
    try {
      const response = await fetch(url, {
        method: "POST",
        body: Uint8Array.from(body),
        headers: { "content-type": "application/octet-stream", ...headers },
        redirect: "manual",
        signal: AbortSignal.timeout(timeoutMs),
      });
      return await readAnswer(response, bodyBytesMax);
    } catch (error) {
      throw new Failure("WITNESS_UNREACHABLE", `could not ask ${url}`, error);
    }
  };
}

async function readAnswer(response: Response, bodyBytesMax: number): Promise<HttpAnswer> {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of response.body ?? []) {
    bytes += piece.length;
    if (bytes > bodyBytesMax) throw new RangeError(`the answer is longer than ${bodyBytesMax} bytes`);
    pieces.push(piece);
  }
  const body = new Uint8Array(Buffer.concat(pieces));
  return { status: response.status, type: response.headers.get("content-type") ?? "", body };
}
