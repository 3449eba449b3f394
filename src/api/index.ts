export { type Serving, startServing } from "./serve.ts";
export type { SiteContent } from "./site.ts";
