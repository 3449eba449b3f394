import type { IncomingMessage } from "node:http";
import type { Context } from "hono";

/**
 * The body of a request, undefined when it is longer than `bytesMax` (nothing beyond is kept). Under Node's own server it is read from the
 * socket's message: a web stream in between costs as much as all else that such a request does.
 */
export async function readBody(context: Context, bytesMax: number): Promise<Uint8Array | undefined> {
  if (Number(context.req.header("content-length") ?? "0") > bytesMax) return undefined;
  const incoming = (context.env as { readonly incoming?: IncomingMessage } | undefined)?.incoming;
  return gather(incoming ?? context.req.raw.body ?? [], bytesMax);
}

async function gather(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  bytesMax: number,
): Promise<Uint8Array | undefined> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    length += chunk.length;
    if (length > bytesMax) return undefined;
    parts.push(chunk);
  }
  // A plain copy: a Buffer's own methods differ from a Uint8Array's.
  const body = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    body.set(part, at);
    at += part.length;
  }
  return body;
}
