import { Failure } from "../../lib/index.ts";
import { DER_BYTES_MAX } from "../der/read.ts";

const QUERY = "application/timestamp-query";
const REPLY = "application/timestamp-reply";

/** Asks an authority at `url` over HTTP or HTTPS (RFC 3161 §3.4); gives the reply's bytes. Throws TIME_AUTHORITY. */
export async function postTimeQuery(
  url: string,
  query: Uint8Array,
  { timeoutMs }: { readonly timeoutMs: number },
): Promise<Uint8Array> {
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": QUERY, accept: REPLY },
      body: Uint8Array.from(query),
      // Where we were told to ask is where we ask: a redirect could lead to another scheme or into our own network.
      redirect: "manual",
      signal: AbortSignal.timeout(timeoutMs),
    });
    const type = response.headers.get("content-type")?.split(";", 1)[0]?.trim().toLowerCase();
    const wrong =
      response.status === 200
        ? type === REPLY
          ? undefined
          : `expected ${REPLY}, got ${type ?? "no type"}`
        : `expected status 200, got ${response.status}`;
    if (wrong !== undefined) {
      await response.body?.cancel();
      throw new Failure("TIME_AUTHORITY", wrong);
    }
    return await readAll(response);
  } catch (error) {
    throw new Failure("TIME_AUTHORITY", `could not ask ${url} for the time`, error);
  }
}

async function readAll(response: Response): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    length += chunk.length;
    if (length > DER_BYTES_MAX) throw new Failure("TIME_AUTHORITY", `expected at most ${DER_BYTES_MAX} bytes`);
    chunks.push(chunk);
  }
  return Uint8Array.from(Buffer.concat(chunks));
}
