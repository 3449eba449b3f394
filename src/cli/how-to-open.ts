import { hostname, userInfo } from "node:os";
import type { Serving } from "../api/index.ts";
import { paint } from "./paint.ts";

/** Where to look; and from another machine, the ssh line that brings the pages there, when this one has no browser of its own. */
export function howToOpen({ url, port }: Serving, path: string, environment: NodeJS.ProcessEnv = process.env): string {
  const lines = [`open        ${paint("underline", url + path)}`];
  if (!hasLocalBrowser(environment))
    lines.push(`from afar   ssh -L ${port}:127.0.0.1:${port} ${userInfo().username}@${hostname()}   then open it there`);
  return lines.join("\n");
}

function hasLocalBrowser({ SSH_CONNECTION, DISPLAY, WAYLAND_DISPLAY }: NodeJS.ProcessEnv): boolean {
  if (SSH_CONNECTION !== undefined) return false;
  return process.platform !== "linux" || DISPLAY !== undefined || WAYLAND_DISPLAY !== undefined;
}
