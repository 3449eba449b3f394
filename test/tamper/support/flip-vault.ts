import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { generateX25519Identity, identityToRecipient } from "age-encryption";
import { exportBagTo } from "../../../src/app/index.ts";
import { redactExhibit } from "../../../src/app/vault/redact.ts";
import { sealExhibit } from "../../../src/app/vault/seal-release.ts";
import { nodeSignatureChecks, sha256 } from "../../../src/ledger/io/index.ts";
import { Failure, present, utf8 } from "../../../src/lib/index.ts";
import { parseTrustPolicy } from "../../../src/merkle/index.ts";
import { decodeBagPath } from "../../../src/publish/export/index.ts";
import { EXPORT_NAMESPACE, verifySsh } from "../../../src/publish/index.ts";
import { openGrant, openVault, unseal, verifyRedactedCopy } from "../../../src/vault/index.ts";
import { age, beginHash } from "../../../src/vault/io/index.ts";
import { again, believedKey, type Desk, rules, takeIn, WORDS, withDesk } from "../../redaction/desk.ts";
import { filesUnder } from "../../support/files-under.ts";
import { remembering } from "./flip-ledger.ts";
import type { FlipTarget } from "./flipping.ts";

const CONTENT = "boot\nlogin user=anna pin=4711\nlogin user=ben pin=0815\nhalt\n";
const checks = remembering(nodeSignatureChecks);

/** Everything that goes out of a vault, made once from one exhibit: the exhibit itself, a redacted copy, a sealed file, a signed bag. */
export async function vaultTargets(): Promise<{ readonly proofs: readonly FlipTarget[]; readonly bag: readonly FlipTarget[] }> {
  const targets = { proofs: [] as FlipTarget[], bag: [] as FlipTarget[] };
  await withDesk(async (desk) => {
    const { chain } = await takeIn(desk, CONTENT);
    const { number, exhibit, content } = chain.exhibit;
    targets.proofs.push(exhibitTarget(exhibit, content));
    targets.proofs.push(...(await copyTargets(desk, number)));
    targets.proofs.push(...(await sealedTargets(desk, number)));
    targets.bag.push(...(await bagTargets(desk, number)));
  });
  return targets;
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

function exhibitTarget(...[exhibit, content]: Parameters<ReturnType<typeof openVault>["read"]>): FlipTarget {
  const bytes = utf8(CONTENT);
  const accepts = async (changed: Uint8Array) => {
    const refuse = () => Promise.reject(new Error("a check writes nothing"));
    const blobs = { create: refuse, open: refuse, read: () => once(changed), list: async () => [], remove: refuse };
    try {
      for await (const piece of openVault(blobs, beginHash).read(exhibit, content)) if (piece.length === 0) return false;
      return true;
    } catch (error) {
      if (error instanceof Failure && error.code === "EXHIBIT_CHANGED") return false;
      throw error;
    }
  };
  return { name: "an exhibit in the vault", bytes, accepts };
}

async function copyTargets(desk: Desk, number: string): Promise<readonly FlipTarget[]> {
  const now = await again(desk, number);
  const cut = { method: "lines", version: 1, blockBytes: null } as const;
  const hide = rules({ lines: [{ from: 2, to: 2 }] });
  await redactExhibit(now.desk, now.chain, { cut, rules: hide, audience: "public", words: WORDS, out: desk.at("copy") });
  const files = await filesUnder(desk.at("copy"));
  return [...files].map(([path, bytes]) => ({
    name: `a redacted copy: ${path}`,
    bytes,
    accepts: async (changed) => {
      const held = new Map(files).set(path, changed);
      const folder = {
        list: async () => [...held.keys()].sort(),
        read: async (name: string) => held.get(name),
        stream: (name: string) => once(held.get(name) ?? new Uint8Array()),
      };
      return (await verifyRedactedCopy(folder, { checks, sha256, beginHash })).problems.length === 0;
    },
  }));
}

async function sealedTargets(desk: Desk, number: string): Promise<readonly FlipTarget[]> {
  const identity = await generateX25519Identity();
  const readers = [{ name: "North Port CERT", recipient: await identityToRecipient(identity) }];
  const now = await again(desk, number);
  await sealExhibit(now.desk, now.chain, {
    readers,
    words: WORDS,
    out: desk.at("x.age"),
    weakerBecause: null,
    onBytes: () => {},
  });
  const sealed = new Uint8Array(await readFile(desk.at("x.age")));
  const grant = new Uint8Array(await readFile(desk.at("x.age.grant")));
  const logs = desk.node.ledger.keyring.keys.filter(({ role }) => role === "log-ed25519");
  const trust = parseTrustPolicy(`${logs.map(({ vkey }) => `log ${vkey}\n`).join("")}quorum none\n`);
  if (!trust.ok) throw new Error(trust.fault.expected);
  const opens = async (file: Uint8Array, granted: Uint8Array) => {
    const opened = await openGrant(granted, [identity], { checks, sha256, age, trust: trust.value });
    if (!opened.ok) return false;
    const write = async (plaintext: AsyncIterable<Uint8Array>) => {
      for await (const piece of plaintext) if (piece.length > CONTENT.length) throw new Error("more than was sealed");
    };
    return (await unseal(opened.value, { sealed: once(file), identities: [identity], write, age, beginHash })).ok;
  };
  return [
    { name: "a sealed file", bytes: sealed, accepts: (changed) => opens(changed, grant) },
    { name: "a grant", bytes: grant, accepts: (changed) => opens(sealed, changed) },
  ];
}

async function bagTargets(desk: Desk, number: string): Promise<readonly FlipTarget[]> {
  const key = await believedKey(desk, "A. Example", "Harbour Time Service");
  const now = await again(desk, number);
  const giving = { words: WORDS, onBytes: () => undefined, key };
  await exportBagTo(now.desk, now.chain, { folder: desk.at("bag"), key }, giving);
  const files = await filesUnder(desk.at("bag"));
  return [...files].map(([path, bytes]) => ({
    name: `a bag: ${path}`,
    bytes,
    accepts: (changed) => bagHolds(new Map(files).set(path, changed), key.publicKey),
  }));
}

/** As `sha256sum -c`, `sha512sum -c` and `ssh-keygen -Y verify` by the person's key do. */
async function bagHolds(files: ReadonlyMap<string, Uint8Array>, signer: Uint8Array): Promise<boolean> {
  const hashes = { sha256, sha512: (bytes: Uint8Array) => new Uint8Array(createHash("sha512").update(bytes).digest()) };
  for (const name of ["sha256", "sha512"] as const) {
    const sum = (bytes: Uint8Array) => createHash(name).update(bytes).digest("hex");
    for (const manifest of [`manifest-${name}.txt`, `tagmanifest-${name}.txt`]) {
      const lines = Buffer.from(present(files.get(manifest), manifest))
        .toString("latin1")
        .split("\n");
      if (lines.pop() !== "" || !lines.every((line) => sumHolds(line, files, sum))) return false;
    }
    const message = present(files.get(`manifest-${name}.txt`), "a payload manifest");
    const signature = present(files.get(`manifest-${name}.txt.sig`), "its signature");
    const signed = await verifySsh(signature, { message, namespace: EXPORT_NAMESPACE }, { checks, hashes });
    if (!signed.ok || Buffer.compare(signed.value.publicKey, signer) !== 0) return false;
  }
  return true;
}

function sumHolds(line: string, files: ReadonlyMap<string, Uint8Array>, sum: (bytes: Uint8Array) => string): boolean {
  const [digest = "", encoded = ""] = line.split("  ");
  const path = decodeBagPath(encoded);
  const bytes = path.ok ? files.get(path.value) : undefined;
  return bytes !== undefined && sum(bytes) === digest;
}
