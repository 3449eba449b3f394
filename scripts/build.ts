import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "..");
const TSC = "node_modules/@typescript/native/bin/tsc";

// Nothing stale may ship: what is no longer in src must not stay in dist.
rmSync(join(ROOT, "dist"), { recursive: true, force: true });
const compiled = spawnSync(process.execPath, [TSC, "-p", "tsconfig.build.json"], { cwd: ROOT, stdio: "inherit" });
process.exitCode = compiled.status ?? 1;
