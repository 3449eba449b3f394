import type { AddressInfo } from "node:net";
import { type ServerType, serve } from "@hono/node-server";
import { Hono } from "hono";
import { secureHeaders } from "hono/secure-headers";
import { Failure } from "../lib/index.ts";
import { holderOf } from "./bearer.ts";
import { type CaseRoutesOptions, caseRoutes } from "./case-routes.ts";
import type { Serving } from "./serve.ts";

/** Who may ask: their token's SHA-256, and what `ask` is told of them. */
export type TokenHolder = { readonly sha256: string };

/** The cases of a node as calls, for those who hold a token. */
export type CaseSite<Holder extends TokenHolder> = Omit<CaseRoutesOptions<Holder>, "whoAsks"> & {
  readonly holders: readonly Holder[];
};

const LOOPBACK_HOST = /^(?:127\.0\.0\.1|localhost|\[::1\])(?::[0-9]{1,5})?$/;
/** A body of 64 MiB over a slow line may take its time; one that stands still may not. */
const REQUEST_MS_MAX = 300_000;
const HEADERS_MS_MAX = 10_000;
const CONNECTIONS_MAX = 64;

/** The routes of the cases, for loopback names only, so that no web page can rebind to them. */
export function createCaseSite<Holder extends TokenHolder>({ holders, ...options }: CaseSite<Holder>): Hono {
  const site = new Hono();
  site.use(secureHeaders());
  site.use(async (context, next) => {
    if (!LOOPBACK_HOST.test(context.req.header("host") ?? "")) return context.text("unknown host\n", 421);
    return next();
  });
  site.route("/", caseRoutes({ ...options, whoAsks: (context) => holderOf(holders, context.req.header("authorization")) }));
  site.notFound((context) => context.json({ code: "CASE_UNKNOWN", message: "there is no such call" }, 404));
  site.onError((error, context) => {
    options.onFailure(error);
    return context.json({ code: "LEDGER_DISK", message: "this node could not answer" }, 500);
  });
  return site;
}

/** Serves cases on `host`:`port` (port 0: any free one). Throws SERVE_PORT when the port cannot be had. */
export async function startCaseServing<Holder extends TokenHolder>(
  site: CaseSite<Holder>,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<Serving> {
  const serverOptions = { headersTimeout: HEADERS_MS_MAX, requestTimeout: REQUEST_MS_MAX, maxHeaderSize: 16_384 };
  const server = await new Promise<ServerType>((resolve, reject) => {
    const opened = serve({ fetch: createCaseSite(site).fetch, hostname: host, port, serverOptions }, () => resolve(opened));
    opened.once("error", (error) => reject(new Failure("SERVE_PORT", `could not listen on ${host}:${port}`, error)));
    if ("maxConnections" in opened) opened.maxConnections = CONNECTIONS_MAX;
  });
  const { port: actual } = server.address() as AddressInfo;
  return {
    url: `http://${host.includes(":") ? `[${host}]` : host}:${actual}/`,
    port: actual,
    close: () => new Promise((resolve, reject) => server.close((error) => (error === undefined ? resolve() : reject(error)))),
  };
}
