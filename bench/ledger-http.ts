import { createHash, randomBytes } from "node:crypto";
import { Worker } from "node:worker_threads";
import { Hono } from "hono";
import { startPublicServing } from "../src/api/public-site.ts";
import { knownByToken, SUBMIT_BODY_BYTES_MAX, submitRoutes } from "../src/api/submit-routes.ts";
import { createSubmissions } from "../src/app/submissions.ts";
import type { Ledger } from "../src/ledger/index.ts";

/** What the clients saw: every request was answered 201, and how long each took. */
export type HttpRun = { readonly seconds: number; readonly latenciesMs: readonly number[] };

/** Submits `count` envelopes, one a request, over `connections` that each wait for their receipt; the clients run in a thread of their own. */
export async function submitOverHttp(
  ledger: Ledger,
  envelopes: readonly Uint8Array[],
  { count, connections }: { readonly count: number; readonly connections: number },
): Promise<HttpRun> {
  const token = randomBytes(24).toString("base64url");
  const tokenDigests = [createHash("sha256").update(token).digest("hex")];
  const routes = submitRoutes(createSubmissions(ledger), {
    tokenDigests,
    onFailure: (error) => process.stderr.write(`${String(error)}\n`),
  });
  const part = {
    prefix: "/submit",
    routes: new Hono().route("/", routes),
    bodyBytesMax: SUBMIT_BODY_BYTES_MAX,
    isKnown: knownByToken(tokenDigests),
  };
  const site = {
    parts: [part],
    about: () => "{}",
    fork: async () => undefined,
    onError: (error: unknown) => process.stderr.write(`${String(error)}\n`),
  };
  const serving = await startPublicServing(site, { host: "127.0.0.1", port: 0 });
  try {
    const workerData = { port: serving.port, token, envelopes, count, connections };
    const clients = new Worker(new URL("./ledger-clients.ts", import.meta.url), { workerData });
    return await new Promise<HttpRun>((resolve, reject) => {
      clients.once("message", resolve);
      clients.once("error", reject);
    });
  } finally {
    await serving.close();
  }
}
