import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Failure } from "../../lib/index.ts";
import type { PageAssets } from "../input.ts";

const PAGE = "meridian-verify.html";
const SCRIPT = /<script>([\s\S]*)<\/script>/;

/** Where the project publishes the independent verifier. */
const VERIFIER_ADDRESS = "https://meridian.example/verifier/meridian-verify.html";

/**
 * What a dossier's page takes from the independent verifier in `folder` (the project's `verifier/`): its script, and the SHA-256 by
 * which readers know it. Throws PUBLISH_TARGET when the verifier is not the one that SHA256SUMS names.
 */
export async function readVerifier(folder: string, address: string = VERIFIER_ADDRESS): Promise<PageAssets> {
  try {
    const page = await readFile(join(folder, PAGE));
    const sha256 = createHash("sha256").update(page).digest("hex");
    const sums = await readFile(join(folder, "SHA256SUMS"), "utf8");
    if (!sums.split("\n").includes(`${sha256}  ${PAGE}`)) throw new Error(`expected ${PAGE} to be the one that SHA256SUMS names`);
    const script = SCRIPT.exec(page.toString("utf8"))?.[1];
    if (script === undefined) throw new Error(`expected a script in ${PAGE}`);
    return { script, verifier: { address, sha256 } };
  } catch (error) {
    throw new Failure("PUBLISH_TARGET", `could not read the verifier in ${folder}`, error);
  }
}
