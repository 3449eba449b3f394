import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";

/** An answer as a room gives it, without its transport. */
type Answer = { readonly status: number; readonly type: string; readonly body: Uint8Array };

/** What answers a witness's three calls (c2sp.org/tlog-witness §HTTP Interface); `createWitness` of the witness room fits. */
export type WitnessCalls = {
  addCheckpoint(body: Uint8Array): Promise<Answer>;
  signSubtree(body: Uint8Array): Promise<Answer>;
  checkpointOf(originHashHex: string): Promise<Uint8Array | undefined>;
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
  const limit = bodyLimit({ maxSize: BODY_BYTES_MAX });
  routes.onError((error, context) => {
    onFailure(error);
    return context.text("the witness cannot answer now\n", 500);
  });
  routes.post("/add-checkpoint", limit, async ({ req }) => responseOf(await witness.addCheckpoint(await bytesOf(req.raw))));
  routes.post("/sign-subtree", limit, async ({ req }) => responseOf(await witness.signSubtree(await bytesOf(req.raw))));
  routes.get("/:hash/checkpoint", async (context) => {
    const note = await witness.checkpointOf(context.req.param("hash"));
    if (note === undefined) return context.text("no checkpoint of such a log\n", 404);
    const headers = { "content-type": "text/plain; charset=utf-8", "cache-control": CHECKPOINT_CACHING };
    return context.body(Uint8Array.from(note), 200, headers);
  });
  return routes;
}

async function bytesOf(request: Request): Promise<Uint8Array> {
  return new Uint8Array(await request.arrayBuffer());
}

function responseOf({ status, type, body }: Answer): Response {
  return new Response(Uint8Array.from(body), { status, headers: { "content-type": type, "x-content-type-options": "nosniff" } });
}
