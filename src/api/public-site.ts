import type { AddressInfo } from "node:net";
import { type HttpBindings, type ServerType, serve } from "@hono/node-server";
import { type Context, Hono } from "hono";
import { Failure } from "../lib/index.ts";
import { type BusyLimit, busyGate, createRateLimiter, lengthLimit, type RateLimit } from "./public-site-limits.ts";
import type { Serving } from "./serve.ts";

/** One part of the public site. */
export type PublicPart = {
  /** Such as "/log"; the part sees paths without it. */
  readonly prefix: string;
  readonly routes: Hono;
  /** The largest request body, refused by its Content-Length before it is read. */
  readonly bodyBytesMax: number;
  /** True where bodies are judged piece by piece as they come; elsewhere one without a Content-Length is refused. */
  readonly isStreamed?: boolean;
  /** Whether it is somebody whom the part knows who asks, by the head of the request alone: such callers have limits of their own. */
  readonly isKnown?: (context: Context) => boolean;
};

/** What strangers may see of a node: protocol endpoints and what was proved against other logs. Everything else is 404. */
export type PublicSite = {
  readonly parts: readonly PublicPart[];
  /** Who keeps the node and by which keys: for people who add it as a peer and compare. */
  readonly about: () => string;
  /** A proof that a log showed two histories, by the SHA-256 of its bytes. */
  readonly fork: (sha256: string) => Promise<Uint8Array | undefined>;
  /** Told what a stranger is not: why a request could not be answered. */
  readonly onError: (error: unknown) => void;
};

/** Far above what witnesses and mirrors need, far below what would keep a small machine from its work. */
const RATE: RateLimit = { burst: 1000, perSecond: 200 };
/** Requests at once: each body is held whole while it is read. Those of known callers have slots that no stranger can take. */
const STRANGERS_AT_ONCE: BusyLimit = { max: 48, perAddressMax: 12 };
const KNOWN_AT_ONCE: BusyLimit = { max: 256, perAddressMax: 256 };
const CONNECTIONS_MAX = 1024;
/** A client that sends slower than this is cut off. */
const HEADERS_MS_MAX = 10_000;
const REQUEST_MS_MAX = 30_000;
/** Witness clients keep their connection (c2sp.org/tlog-witness); a silent one goes after this. */
const IDLE_MS_MAX = 60_000;
/** What runs at shutdown may end within this. */
const DRAIN_MS = 3000;
const DIGEST = /^[0-9a-f]{64}$/;

/** The routes of the public site. `clock` and `rate` are those of the rate limit. */
export function createPublicSite(content: PublicSite, clock: () => number, rate: RateLimit = RATE): Hono {
  const site = new Hono<{ Bindings: HttpBindings }>();
  const isWithinRate = createRateLimiter(rate, clock);
  const [atOnce, atOnceKnown] = [busyGate(STRANGERS_AT_ONCE, addressOf), busyGate(KNOWN_AT_ONCE, addressOf)];
  site.use(async (context, next) => {
    context.header("x-content-type-options", "nosniff");
    const part = content.parts.find(({ prefix }) => context.req.path.startsWith(`${prefix}/`));
    if (part?.isKnown?.(context) === true) return atOnceKnown(context, next);
    if (isWithinRate(addressOf(context))) return atOnce(context, next);
    return context.text("too many requests\n", 429, { "retry-after": "1" });
  });
  for (const part of content.parts) {
    site.use(`${part.prefix}/*`, lengthLimit(part));
    site.route(part.prefix, part.routes);
  }
  site.get("/about.json", (context) => context.body(content.about(), 200, { "content-type": "application/json; charset=utf-8" }));
  site.get("/forks/:digest", async (context) => {
    const digest = context.req.param("digest");
    const bytes = DIGEST.test(digest) ? await content.fork(digest) : undefined;
    if (bytes === undefined) return context.notFound();
    return context.body(Uint8Array.from(bytes), 200, { "content-type": "application/octet-stream" });
  });
  site.notFound((context) => context.text("not found\n", 404));
  site.onError((error, context) => {
    content.onError(error);
    return context.text("this node could not answer\n", 500, { "retry-after": "10" });
  });
  return site as unknown as Hono;
}

function addressOf({ env }: { readonly env?: Partial<HttpBindings> }): string {
  return env?.incoming?.socket.remoteAddress ?? "unknown";
}

/** Serves the public site on `host`:`port` (port 0: any free one). Throws SERVE_PORT when the port cannot be had. */
export async function startPublicServing(content: PublicSite, { host, port }: { host: string; port: number }): Promise<Serving> {
  const server = await listen(createPublicSite(content, Date.now), host, port);
  const { port: actual } = server.address() as AddressInfo;
  return {
    url: `http://${host.includes(":") ? `[${host}]` : host}:${actual}/`,
    port: actual,
    close: () => close(server),
  };
}

function listen(site: Hono, hostname: string, port: number): Promise<ServerType> {
  const serverOptions = {
    headersTimeout: HEADERS_MS_MAX,
    requestTimeout: REQUEST_MS_MAX,
    keepAliveTimeout: IDLE_MS_MAX,
    connectionsCheckingInterval: 5000,
    maxHeaderSize: 16_384,
    noDelay: true,
  };
  return new Promise((resolve, reject) => {
    const server = serve({ fetch: site.fetch, hostname, port, serverOptions }, () => resolve(server));
    server.once("error", (error) => reject(new Failure("SERVE_PORT", `could not listen on ${hostname}:${port}`, error)));
    if ("setTimeout" in server) server.setTimeout(IDLE_MS_MAX);
    if ("maxConnections" in server) server.maxConnections = CONNECTIONS_MAX;
  });
}

/** No new request; what runs may end, what hangs is cut off. */
function close(server: ServerType): Promise<void> {
  return new Promise((resolve, reject) => {
    const cut = setTimeout(() => {
      if ("closeAllConnections" in server) server.closeAllConnections();
    }, DRAIN_MS);
    cut.unref();
    server.close((error) => {
      clearTimeout(cut);
      if (error === undefined) resolve();
      else reject(error);
    });
    if ("closeIdleConnections" in server) server.closeIdleConnections();
  });
}
