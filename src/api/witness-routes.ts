import { Hono } from "hono";
import { concat, explainError } from "../lib/index.ts";

/** An answer as a room gives it, without its transport. */
type Answer = { readonly status: number; readonly type: string; readonly body: Uint8Array };

/** What answers a witness's three calls (c2sp.org/tlog-witness §HTTP Interface); `createWitness` of the witness room fits. */
export type WitnessCalls = {
  readonly addCheckpoint: (body: Uint8Array) => Promise<Answer>;
  readonly signSubtree: (body: Uint8Array) => Promise<Answer>;
  readonly checkpointOf: (originHashHex: string) => Promise<Uint8Array | undefined>;
};

/** A checkpoint with 100 signatures of nearly 5 kB each, and a proof. */
const BODY_BYTES_MAX = 524_288;

/** Monitors poll; what a cache may hold back is far below the hour that the specification allows. */
const CHECKPOINT_CACHING = "public, max-age=5";

/**
 * The HTTP interface of a witness, to be mounted at its prefix: `POST add-checkpoint`, `POST sign-subtree` and `GET <origin hash>/checkpoint`.
 * A body of more than 512 KiB is answered with 413, and what throws with 500 once `onFailure` has been told.
 */
export function witnessRoutes(witness: WitnessCalls, onFailure: (error: unknown) => void): Hono {
  const routes = new Hono();
  routes.onError((error, context) => {
    onFailure(error);
    return context.text("the witness cannot answer now\n", 500);
  });
  routes.post("/add-checkpoint", ({ req }) => answerTo(req.raw, witness.addCheckpoint));
  routes.post("/sign-subtree", ({ req }) => answerTo(req.raw, witness.signSubtree));
  routes.get("/:hash/checkpoint", async (context) => {
    const note = await witness.checkpointOf(context.req.param("hash"));
    if (note === undefined) return context.text("no checkpoint of such a log\n", 404);
    const headers = { "content-type": "text/plain; charset=utf-8", "cache-control": CHECKPOINT_CACHING };
    return context.body(Uint8Array.from(note), 200, headers);
  });
  return routes;
}

async function answerTo(request: Request, call: (body: Uint8Array) => Promise<Answer>): Promise<Response> {
  const read = await readBody(request);
  if (!(read instanceof Uint8Array)) return new Response(`${read.why}\n`, { status: read.status });
  const { status, type, body } = await call(read);
  return new Response(Uint8Array.from(body), { status, headers: { "content-type": type, "x-content-type-options": "nosniff" } });
}

/** The whole body, or why there is none: too long, or given up by who sent it, which is no failure of ours. */
async function readBody({ body }: Request): Promise<Uint8Array | { readonly status: number; readonly why: string }> {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  try {
    for await (const piece of body ?? []) {
      bytes += piece.length;
      if (bytes > BODY_BYTES_MAX) return { status: 413, why: `expected at most ${BODY_BYTES_MAX} bytes` };
      pieces.push(piece);
    }
  } catch (error) {
    return { status: 400, why: `the body ended early: ${explainError(error)}` };
  }
  return concat(...pieces);
}
