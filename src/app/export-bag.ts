import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { sha256, sha512 } from "../ledger/io/index.ts";
import { isoTime, present, toHex } from "../lib/index.ts";
import { bagTagFiles, exportEntry, type PayloadDigest, sealBag, signSsh } from "../publish/index.ts";
import { writeFolder } from "../publish/io/index.ts";
import type { ExhibitChain } from "../vault/index.ts";
import { EXPORT_HASHES, exportSource } from "./export.ts";
import { VERSION } from "./installation.ts";
import type { PersonKey } from "./keys/person-key.ts";
import { makeParentOf } from "./make-folder.ts";
import { hostClock } from "./pipeline.ts";
import { timeEntries } from "./time/trusted-time-entries.ts";
import { type CustodyDesk, openCustody } from "./vault/custody.ts";
import { copyExhibit, type Giving } from "./vault/exhibits-give.ts";

const CONTENT = "data/content";

/**
 * An exhibit as a BagIt bag (RFC 8493) in a new folder: its bytes, every statement of its life in all formats, and manifests that
 * `sha256sum -c` checks. The copying is stated in the ledger before the bytes are there, and is in the bag. With a key, an SSH
 * signature over each payload manifest. Throws PUBLISH_TARGET, EXHIBIT_CHANGED and what `copyExhibit` throws.
 */
export async function exportBagTo(
  desk: CustodyDesk,
  chain: ExhibitChain,
  { folder, key }: { readonly folder: string; readonly key: PersonKey | undefined },
  giving: Giving,
): Promise<void> {
  await makeParentOf(folder);
  await writeFolder(folder, async (draft) => {
    await mkdir(join(draft, "data"), { mode: 0o755 });
    const words = { ...giving.words, storage: giving.words.storage ?? folder };
    await copyExhibit(desk, chain, join(draft, CONTENT), { ...giving, words });
    const after = present(
      (await openCustody(desk.node)).custody.chains.get(chain.exhibit.exhibit),
      "the exhibit that was copied",
    );
    const statements = await statementFiles(desk, after);
    const payload = new Map<string, PayloadDigest>([[CONTENT, chain.exhibit.content]]);
    for (const [path, bytes] of statements) payload.set(path, digestsOf(bytes));
    const tags = bagTagFiles({ payload, info: infoOf(desk, after) });
    if (key !== undefined)
      for (const path of ["manifest-sha256.txt", "manifest-sha512.txt"])
        tags.set(`${path}.sig`, await signSsh(present(tags.get(path), "a bag has manifests"), key, EXPORT_HASHES));
    return new Map([...statements, ...sealBag(tags, { sha256, sha512 })]);
  });
}

/** The exhibit's statement and those of its custody, each in every format that has something to say of it. */
async function statementFiles({ node }: CustodyDesk, { index, events }: ExhibitChain): Promise<ReadonlyMap<string, Uint8Array>> {
  const times = await timeEntries(node);
  const files = new Map<string, Uint8Array>();
  for (const entry of [0, index, ...events.map((event) => event.index)]) {
    for (const [path, bytes] of exportEntry(await exportSource(node, entry, times))) files.set(`data/ledger/${path}`, bytes);
  }
  return files;
}

function digestsOf(bytes: Uint8Array): PayloadDigest {
  return { bytes: bytes.length, sha256: toHex(sha256(bytes)), sha512: toHex(sha512(bytes)) };
}

function infoOf({ node, keeper }: CustodyDesk, { exhibit }: ExhibitChain): readonly (readonly [string, string])[] {
  return [
    ["Source-Organization", keeper],
    ["External-Identifier", exhibit.number],
    ["External-Description", exhibit.title],
    ["Bagging-Date", isoTime(hostClock()).slice(0, 10)],
    ["Bag-Software-Agent", `Meridian ${VERSION}`],
    ["Meridian-Ledger", node.ledger.origin],
    ["Meridian-Exhibit", exhibit.exhibit],
  ];
}
