import type { ExhibitId } from "../../src/model/index.ts";
import { openVault } from "../../src/vault/index.ts";
import { beginHash, diskBlobs, openSourceFile } from "../../src/vault/io/index.ts";

// Takes a file into a vault and prints the peak of its memory in KiB.
const [path = "", vault = "", name = ""] = process.argv.slice(2);
const { chunks } = await openSourceFile(path, "lent");
await openVault(diskBlobs(vault), beginHash).takeIn(name as ExhibitId, { chunks });
process.stdout.write(`${process.resourceUsage().maxRSS}\n`);
