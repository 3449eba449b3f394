import { existsSync } from "node:fs";
import { join, resolve } from "node:path";

const ROOT = resolve(import.meta.dirname, "../../../shared/data");

/** The path of published third-party data beside the project, or undefined: a user's clone does not have it. */
export function sharedData(...parts: readonly string[]): string | undefined {
  const path = join(ROOT, ...parts);
  return existsSync(path) ? path : undefined;
}

/** For `test(name, { skip }, …)`: false when the data is there, else the reason, which the runner prints. */
export function skipWithout(...parts: readonly string[]): string | false {
  return sharedData(...parts) === undefined
    ? `needs ../shared/data/${parts.join("/")}, which a user's clone does not have`
    : false;
}
