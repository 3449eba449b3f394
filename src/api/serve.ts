import type { AddressInfo } from "node:net";
import { type ServerType, serve } from "@hono/node-server";
import { Failure } from "../lib/index.ts";
import { createSite, type SiteContent } from "./site.ts";

/** A running server: where it listens, and how to end it. */
export type Serving = { readonly url: string; readonly port: number; close(): Promise<void> };

/** Serves `content` read-only on `host`:`port` (port 0: any free one). Throws SERVE_PORT when the port cannot be had. */
export async function startServing(content: SiteContent, { host, port }: { host: string; port: number }): Promise<Serving> {
  const server = await listen(content, host, port);
  const { port: actual } = server.address() as AddressInfo;
  return {
    url: `http://${host.includes(":") ? `[${host}]` : host}:${actual}/`,
    port: actual,
    close: () => new Promise((resolve, reject) => server.close((error) => (error === undefined ? resolve() : reject(error)))),
  };
}

function listen(content: SiteContent, hostname: string, port: number): Promise<ServerType> {
  return new Promise((resolve, reject) => {
    const server = serve({ fetch: createSite(content).fetch, hostname, port }, () => resolve(server));
    server.once("error", (error) => reject(new Failure("SERVE_PORT", `could not listen on ${hostname}:${port}`, error)));
  });
}
