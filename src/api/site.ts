import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { secureHeaders } from "hono/secure-headers";
import { tableOf } from "../lib/index.ts";

/** What the server shows: nothing that is not already written down. */
export type SiteContent = {
  /** The front page's HTML, made for each request. */
  home(): string;
  /** A file of a published dossier, or undefined. `path` has been checked: no "..", no empty part, no backslash. */
  dossierFile(folder: string, path: string): Promise<Uint8Array | undefined>;
};

const TYPES: ReadonlyMap<string, string> = tableOf({
  html: "text/html; charset=utf-8",
  json: "application/json; charset=utf-8",
  ndjson: "text/plain; charset=utf-8",
  md: "text/markdown; charset=utf-8",
  txt: "text/plain; charset=utf-8",
  yml: "text/plain; charset=utf-8",
});

const LOOPBACK_HOST = /^(?:127\.0\.0\.1|localhost|\[::1\])(?::[0-9]{1,5})?$/;
const SAFE_PART = /^(?!\.\.?$)[^\\/\0]+$/;

/** The read-only site: a home page and dossiers as files. Answers only to loopback names, so that no web page can rebind to it. */
export function createSite(content: SiteContent): Hono {
  const site = new Hono();
  site.use(bodyLimit({ maxSize: 0 }));
  site.use(secureHeaders());
  site.use(async (context, next) => {
    if (!LOOPBACK_HOST.test(context.req.header("host") ?? "")) return context.text("unknown host\n", 421);
    return next();
  });
  site.get("/", (context) => context.html(content.home()));
  site.get("/dossiers/:folder/*", async (context) => {
    const parts = decodedParts(new URL(context.req.url).pathname);
    const [, folder, ...rest] = parts ?? [];
    if (folder === undefined || rest.length === 0) return context.notFound();
    const bytes = await content.dossierFile(folder, rest.join("/"));
    if (bytes === undefined) return context.notFound();
    return context.body(Uint8Array.from(bytes), 200, { "content-type": typeOf(rest.at(-1) ?? "") });
  });
  return site;
}

function decodedParts(pathname: string): readonly string[] | undefined {
  try {
    const parts = pathname.slice(1).split("/").map(decodeURIComponent);
    return parts.every((part) => SAFE_PART.test(part)) ? parts : undefined;
  } catch {
    return undefined; // a malformed percent escape names no file
  }
}

function typeOf(name: string): string {
  return TYPES.get(name.slice(name.lastIndexOf(".") + 1)) ?? "application/octet-stream";
}
