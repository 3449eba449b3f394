import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ExhibitId } from "../../src/model/index.ts";
import { type ContentDescription, describeContent, openVault } from "../../src/vault/index.ts";
import { beginHash, diskBlobs, gunzip, inflateZlib, openSourceFile } from "../../src/vault/io/index.ts";

/** Takes a file into a vault as an import does and describes it; `content` is its SHA-256. */
export async function describeFile(path: string): Promise<ContentDescription & { readonly content: string }> {
  const folder = await mkdtemp(join(tmpdir(), "meridian-test-"));
  try {
    const vault = openVault(diskBlobs(join(folder, "vault")), beginHash);
    const exhibit = "ex-0123456789abcdef" as ExhibitId;
    const source = await openSourceFile(path, "lent");
    const content = await vault.takeIn(exhibit, { chunks: source.chunks });
    await source.close();
    const ports = { inflateZlib, gunzip, beginHash, chunks: () => vault.read(exhibit, content) };
    return { content: content.sha256, ...(await vault.withBytes(exhibit, (blob) => describeContent(blob, ports))) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
