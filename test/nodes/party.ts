import { createHash, generateKeyPairSync } from "node:crypto";
import { chmod, writeFile } from "node:fs/promises";
import { join } from "node:path";
import {
  type About,
  defaultConfig,
  fetchAbout,
  type Node,
  openNode,
  openPeerBook,
  openPersonKey,
  readTimeSettings,
} from "../../src/app/index.ts";
import { type PublicNode, startPublicNode } from "../../src/cli/public-node.ts";
import { keyStatement, proveKey, type SigningKey } from "../../src/ledger/index.ts";
import { sha256 } from "../../src/ledger/io/index.ts";

/** A node of an invented party that runs in this process and listens on loopback. */
export type PartyNode = {
  readonly letter: string;
  readonly data: string;
  readonly node: Node;
  readonly open: PublicNode;
  /** The first line to its operator that fits, once it was said. */
  heard(pattern: RegExp): Promise<string>;
  close(): Promise<void>;
};

/** What may hand signed statements in at every node of these tests. */
export const SUBMIT_TOKEN = "a-token-for-the-drill";

/** Opens the node of `Party <letter>` in its folder, without serving. */
export function openParty(folder: string, letter: string): Promise<Node> {
  const party = { name: `Party ${letter}`, kind: "test", jurisdiction: `Jurisdiction ${letter}`, exercise: true };
  return openNode({ dataDirectory: join(folder, letter), party, origin: `log.example/${letter[0]}` });
}

/** Opens it and serves it. It watches only when asked to. */
export async function startParty(folder: string, letter: string): Promise<PartyNode> {
  const node = await openParty(folder, letter);
  const said = new Said();
  const settings = {
    host: "127.0.0.1",
    port: 0,
    quorum: null,
    watchSeconds: 3600,
    time: readTimeSettings(defaultConfig("/")),
    submitTokens: [createHash("sha256").update(SUBMIT_TOKEN).digest("hex")],
    say: (line: string) => said.add(line),
  };
  try {
    const open = await startPublicNode(node, settings);
    let ended: Promise<void> | undefined;
    const close = () => {
      ended ??= open.close().then(() => node.close());
      return ended;
    };
    return { letter, data: node.dataDirectory, node, open, heard: (pattern) => said.heard(pattern), close };
  } catch (error) {
    await node.close();
    throw error;
  }
}

class Said {
  readonly #lines: string[] = [];
  readonly #waiting = new Set<() => void>();

  add(line: string): void {
    this.#lines.push(line);
    for (const look of this.#waiting) look();
  }

  heard(pattern: RegExp): Promise<string> {
    return new Promise((resolve) => {
      const look = () => {
        const line = this.#lines.find((one) => pattern.test(one));
        if (line === undefined) return;
        this.#waiting.delete(look);
        resolve(line);
      };
      this.#waiting.add(look);
      look();
    });
  }
}

/** `node` follows the logs of `others` from now on. */
export async function follow(node: PartyNode, others: readonly PartyNode[]): Promise<void> {
  const changes = await Promise.all(
    others.map(async ({ open, letter }) => {
      const { origin, log } = await fetchAbout(open.serving.url);
      return { kind: "log" as const, log: { origin, party: `Party ${letter}`, url: `${open.serving.url}log`, vkeys: log } };
    }),
  );
  await (await openPeerBook(node.data)).change(changes);
  await node.open.service.watchNow();
}

/** `node` is witnessed and mirrored by `others` from now on. */
export async function askWitnesses(node: PartyNode, others: readonly PartyNode[]): Promise<void> {
  const changes = await Promise.all(
    others.map(async ({ open: { serving }, letter }) => {
      const { witness, mirror }: About = await fetchAbout(serving.url);
      const peer = { party: `Party ${letter}`, url: `${serving.url}witness`, vkeys: witness };
      return { kind: "witness" as const, witness: { ...peer, mirror: { url: `${serving.url}mirror`, vkeys: mirror } } };
    }),
  );
  await (await openPeerBook(node.data)).change(changes);
  await node.open.service.watchNow();
}

/** The ledger grows by one entry; gives its new size. */
export async function grow({ ledger }: Node, basis: string): Promise<number> {
  return (await ledger.retain({ schedule: "test", keepDays: 30, authority: "Party A", basis })).size;
}

/** A person's key in a file, and known to the ledger of `node` as that person's. */
export async function addPerson(
  node: Node,
  holder: string,
  folder: string,
): Promise<{ readonly path: string; readonly key: SigningKey }> {
  const path = join(folder, `${holder.replace(/\W/g, "-")}.pem`);
  await writeFile(path, generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "pem" }));
  await chmod(path, 0o600);
  const key = await openPersonKey(path);
  const claim = {
    action: "add",
    role: "person",
    key: key.vkey,
    replaces: null,
    holder: { name: holder, function: "watch officer", party: "Party A" },
    effectiveFrom: "2026-11-22T12:00:00.000Z",
  } as const;
  const proof = await proveKey(node.ledger.origin, claim, key);
  await node.ledger.append([keyStatement(sha256, { ...claim, reason: "test", proof })]);
  return { path, key };
}
