import { type Context, Hono } from "hono";
import { baseRoutePath } from "hono/route";
import { logFileResponse, type ReadLogFile } from "./log-files.ts";

/** A ledger as strangers read it. `read` is asked only for `checkpoint` and for well-formed tile paths. */
export type LogContent = { readonly read: ReadLogFile };

/**
 * A log's files after c2sp.org/tlog-tiles, to be mounted at its prefix: `GET` and `HEAD` of `checkpoint`, `tile/<L>/<N>[.p/<W>]` and
 * `tile/entries/<N>[.p/<W>]`; 404 for all else. Entries are 32-byte commitments, which do not compress, and tell nothing.
 */
export function logRoutes({ read }: LogContent): Hono {
  const routes = new Hono();
  routes.get("/*", (context) => logFileResponse(context.req.raw, restOfPath(context), read));
  return routes;
}

/** The path below where the routes are mounted, as it was sent: an escaped spelling of a path is another path. */
export function restOfPath(context: Context): string {
  const prefix = baseRoutePath(context);
  return new URL(context.req.url).pathname.slice(prefix === "/" ? 1 : prefix.length + 1);
}
