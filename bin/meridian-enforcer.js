#!/usr/bin/env node
// Plain JavaScript for Node 20 and later. In a clone it runs the TypeScript, in an installed package what was compiled from it.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { findNode, launch } from "./launch.js";

const EXIT_FAILURE = 3;
const root = fileURLToPath(new URL("..", import.meta.url));
const source = join(root, "src", "enforcer", "main.ts");
const isClone = existsSync(source);

try {
  if (isClone) {
    const { ensureInstall } = await import("../scripts/ensure-install.js");
    await ensureInstall(root, "production");
  }
  const entry = isClone ? source : join(root, "dist", "src", "enforcer", "main.js");
  process.exitCode = await launch(findNode(), [entry, ...process.argv.slice(2)]);
} catch (error) {
  process.stderr.write(`meridian-enforcer: ${error.message}\n`);
  process.exitCode = EXIT_FAILURE;
}
