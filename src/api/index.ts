export type { RoutedCall } from "./case-routes.ts";
export { createCaseSite, startCaseServing } from "./case-site.ts";
export { type LogContent, logRoutes } from "./log-routes.ts";
export { MIRROR_BODY_BYTES_MAX, type MirrorCalls, mirrorRoutes } from "./mirror-routes.ts";
export { startPublicServing } from "./public-site.ts";
export { type Serving, startServing } from "./serve.ts";
export type { SiteContent } from "./site.ts";
export { knownByToken, SUBMIT_BODY_BYTES_MAX, type SubmitCalls, type SubmitOptions, submitRoutes } from "./submit-routes.ts";
export { witnessRoutes } from "./witness-routes.ts";
