import type { FilePort } from "../../lib/index.ts";
import { PEERS_PATH, parsePeers } from "../parties/witnessing-peers.ts";

type Place = { readonly at: string; readonly why: string };

/**
 * The hosts of the witnesses, mirrors and logs that a node has been told of: cut off, nobody would vouch for its ledger. As of now: one that
 * is added later is protected from the next start. What cannot be read gives none, and `onProblem` hears of it.
 */
export async function peerPlaces(files: FilePort, onProblem: (what: string) => void): Promise<readonly Place[]> {
  const bytes = await files.read(PEERS_PATH);
  if (bytes === undefined) return [];
  const read = parsePeers(bytes);
  if (!read.ok) {
    onProblem(`could not protect witnesses and mirrors: ${PEERS_PATH}: ${read.fault.reason}`);
    return [];
  }
  const { witnesses, logs } = read.value;
  return [
    ...witnesses.map(({ url, party }) => place(url, `the witness of ${party}`)),
    ...witnesses.flatMap(({ mirror, party }) => (mirror === null ? [] : [place(mirror.url, `the mirror of ${party}`)])),
    ...logs.flatMap(({ url, party }) => (url === null ? [] : [place(url, `the log of ${party}`)])),
  ];
}

function place(url: string, why: string): Place {
  const { hostname } = new URL(url);
  return { at: hostname.replace(/^\[(.*)\]$/, "$1"), why };
}
