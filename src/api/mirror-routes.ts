import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { logFileResponse } from "./log-files.ts";
import { restOfPath } from "./log-routes.ts";

/** An answer as a room gives it, without its transport. */
type Answer = { readonly status: number; readonly type: string; readonly body: Uint8Array };

/** What answers a mirror's calls (c2sp.org/tlog-mirror); `createMirror` of the witness room fits. */
export type MirrorCalls = {
  addCheckpoint(body: Uint8Array): Promise<Answer>;
  addEntries(body: AsyncIterable<Uint8Array>): Promise<Answer>;
  file(originHashHex: string, path: string): Promise<Uint8Array | undefined>;
};

/** A checkpoint with 100 signatures of nearly 5 kB each, and a proof. */
const CHECKPOINT_BODY_BYTES_MAX = 524_288;

/** Most bytes of an upload as sent. What it inflates to has a limit of its own in the room. */
export const MIRROR_BODY_BYTES_MAX = 67_108_864;

/** An answer that comes before the body was read: nothing else can be sent on that connection (RFC 9112 §9.3). */
const LAST = { connection: "close" } as const;

/** What is left of a body of this size is read and thrown away, so that its connection can be used again. */
const UNREAD_BYTES_MAX = 16_384;

/**
 * The HTTP interface of a mirror, to be mounted at its prefix, which must not be a witness's: `POST add-checkpoint`, `POST add-entries`
 * (plain or gzip), and `GET <origin hash>/…` as c2sp.org/tlog-tiles. What throws is 500 once `onFailure` has been told.
 */
export function mirrorRoutes(mirror: MirrorCalls, onFailure: (error: unknown) => void): Hono {
  const routes = new Hono();
  routes.onError((error, context) => {
    onFailure(error);
    return context.text("the mirror cannot answer now\n", 500);
  });
  const limit = bodyLimit({ maxSize: CHECKPOINT_BODY_BYTES_MAX, onError: (context) => context.text("too large\n", 413, LAST) });
  routes.post("/add-checkpoint", limit, async ({ req }) =>
    responseOf(await mirror.addCheckpoint(new Uint8Array(await req.arrayBuffer()))),
  );
  routes.post("/add-entries", async (context) => {
    const length = Number(context.req.header("content-length") ?? Number.NaN);
    if (length > MIRROR_BODY_BYTES_MAX) return context.text(`expected at most ${MIRROR_BODY_BYTES_MAX} bytes\n`, 413, LAST);
    if (context.req.header("content-type") !== "application/octet-stream")
      return context.text("expected application/octet-stream\n", 415, LAST);
    const body = inflated(context.req.raw.body, context.req.header("content-encoding") ?? "identity");
    if (body === undefined) return context.text("expected gzip or no encoding\n", 415, LAST);
    const answer = await mirror.addEntries(body);
    const isCutShort = answer.status >= 400 && !(length <= UNREAD_BYTES_MAX);
    return responseOf(answer, isCutShort ? LAST : {});
  });
  routes.get("/:hash/*", (context) => {
    const [hash = "", ...rest] = restOfPath(context).split("/");
    return logFileResponse(context.req.raw, rest.join("/"), (path) => mirror.file(hash, path));
  });
  return routes;
}

/** The body as it is read; undefined for an encoding that we do not know. It is inflated no further than it is read. */
function inflated(body: ReadableStream<Uint8Array<ArrayBuffer>> | null, encoding: string): AsyncIterable<Uint8Array> | undefined {
  const sent = body ?? new Blob([]).stream();
  if (encoding === "identity") return sent;
  return encoding === "gzip" ? sent.pipeThrough(new DecompressionStream("gzip")) : undefined;
}

function responseOf({ status, type, body }: Answer, more: Record<string, string> = {}): Response {
  const headers = { ...more, "content-type": type, "accept-encoding": "gzip", "x-content-type-options": "nosniff" };
  return new Response(Uint8Array.from(body), { status, headers });
}
