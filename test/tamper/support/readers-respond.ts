import { readFileSync } from "node:fs";
import { join } from "node:path";
import { sha256 } from "../../../src/ledger/io/index.ts";
import { parseLocks } from "../../../src/respond/accounts/locks-file.ts";
import { parseAcknowledged } from "../../../src/respond/enforcer/acknowledged.ts";
import { parseAllowlist } from "../../../src/respond/enforcer/allowlist.ts";
import { readAnswer } from "../../../src/respond/enforcer/answer.ts";
import { readRequest } from "../../../src/respond/enforcer/request.ts";
import * as kernel from "../../../src/respond/guards/kernel-tables.ts";
import * as logins from "../../../src/respond/guards/logins.ts";
import * as files from "../../../src/respond/guards/system-files.ts";
import { formatUndoneNotes, parsePlaybook, parseTarget, parseUndoneNotes } from "../../../src/respond/index.ts";
import { readElements, readGeneration } from "../../../src/respond/nft/elements.ts";
import { readAttributes, readMessages } from "../../../src/respond/nft/netlink.ts";
import { readShape } from "../../../src/respond/nft/shape.ts";
import { readResponse } from "../../../src/respond/openc2/response.ts";
import { parseSecrets } from "../../../src/respond/webhook/signature.ts";
import type { Reader } from "./reader.ts";

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
const utf8 = (value: string) => new TextEncoder().encode(value);
const PLAYBOOK = new Uint8Array(readFileSync(join(import.meta.dirname, "../../../packs/playbooks/ssh_guessing.yml")));

/** Readers of the `respond` room: what people write, what the kernel and other programs answer, and what comes over its sockets. */
export const RESPOND: readonly Reader[] = [
  {
    name: "respond/parsePlaybook",
    believes: (bytes) => parsePlaybook(bytes, sha256).ok,
    valid: PLAYBOOK,
    takes: /at its end|in its middle|cut after/,
  },
  {
    name: "respond/parseTarget",
    believes: (bytes) => parseTarget(text(bytes)).ok,
    valid: utf8("203.0.113.0/24"),
    takes: /cut after/,
  },
  { name: "respond/readRequest", believes: (bytes) => readRequest(bytes).ok },
  { name: "respond/readAnswer", believes: (bytes) => readAnswer(bytes).ok },
  {
    name: "respond/parseAllowlist",
    believes: (bytes) => parseAllowlist(bytes).ok,
    takes: /nothing|newlines|blank|the byte (9|10|11|12|13|32|35)$/,
  },
  { name: "respond/parseAcknowledged", believes: (bytes) => parseAcknowledged(bytes).ok },
  { name: "respond/parseLocks", believes: (bytes) => parseLocks(bytes).ok },
  { name: "respond/parseSecrets", believes: (bytes) => parseSecrets(text(bytes)).ok },
  {
    name: "respond/parseUndoneNotes",
    believes: (bytes) => parseUndoneNotes(bytes).ok,
    valid: formatUndoneNotes([]),
    takes: /cut after 27 /, // the line's end
  },
  { name: "respond/readMessages", believes: (bytes) => readMessages(bytes).ok, takes: /nothing/ },
  { name: "respond/readAttributes", believes: (bytes) => readAttributes(bytes) !== undefined, takes: /nothing/ },
  { name: "respond/readElements", believes: (bytes) => readElements(bytes).ok, takes: /nothing/ },
  { name: "respond/readGeneration", believes: (bytes) => readGeneration(bytes) !== undefined },
  { name: "respond/readShape", believes: (bytes) => readShape(text(bytes), text(bytes), text(bytes)).ok },
  { name: "respond/readResponse", believes: (bytes) => readResponse(200, bytes).ok, takes: /JSON|prototype|a name twice|lone/ },
  { name: "respond/parseUtmp", believes: (bytes) => logins.parseUtmp(bytes).length > 0 },
  { name: "respond/parseLogindSession", believes: (bytes) => logins.parseLogindSession("1", text(bytes)) !== undefined },
  {
    name: "respond/parseSshConnection",
    believes: (bytes) => logins.parseSshConnection(text(bytes)) !== null,
    valid: utf8("203.0.113.7 1 192.0.2.1 22"),
    takes: /cut after|at its end|in its middle/,
  },
  { name: "respond/parseResolvConf", believes: (bytes) => files.parseResolvConf(text(bytes)).length > 0 },
  { name: "respond/parseHosts", believes: (bytes) => files.parseHosts(text(bytes)).size > 0 },
  { name: "respond/parseTimeConf", believes: (bytes) => Object.values(files.parseTimeConf(text(bytes))).flat().length > 0 },
  { name: "respond/parseTimesyncdConf", believes: (bytes) => files.parseTimesyncdConf(text(bytes)).length > 0 },
  { name: "respond/parseResolvedConf", believes: (bytes) => files.parseResolvedConf(text(bytes)).length > 0 },
  { name: "respond/parseChronycSources", believes: (bytes) => files.parseChronycSources(text(bytes)).length > 0 },
  {
    name: "respond/parseKernelAddress",
    believes: (bytes) => kernel.parseKernelAddress(text(bytes), true) !== undefined,
    valid: utf8("0100007F"),
  },
  { name: "respond/parseRoutes4", believes: (bytes) => kernel.parseRoutes4(text(bytes), true).length > 0 },
  { name: "respond/parseRoutes6", believes: (bytes) => kernel.parseRoutes6(text(bytes)).length > 0 },
  { name: "respond/parseConnections", believes: (bytes) => kernel.parseConnections(text(bytes), true).length > 0 },
  { name: "respond/parseArp", believes: (bytes) => kernel.parseArp(text(bytes)).length > 0 },
  { name: "respond/parseConntrack", believes: (bytes) => kernel.parseConntrack(text(bytes)).length > 0 },
];

/** Functions of such names in `respond` that are given no outside bytes, and why. */
export const NOT_READERS_OF_RESPOND: Readonly<Record<string, string>> = {
  "respond/readBookCache":
    "reads the node's own view of its ledger, block by block with its digest; rebuilt where one is not whole",
  "respond/readTarget": "within parseTarget",
  "respond/readNumber": "takes an attribute that readAttributes gave",
  "respond/readListing": "reads netlink answers through readElements",
  "respond/readComplaint": "finds the complaints in what nft prints; any text is one",
  "respond/readYaml": "within parsePlaybook",
  "respond/readDuration": "takes a place in a document; within parsePlaybook",
  "respond/readBound": "as readDuration",
  "respond/readLevelBound": "as readDuration",
  "respond/readTrigger": "as readDuration",
  "respond/readStep": "as readDuration",
  "respond/openC2ConfigShape": "a shape; its reader is strict",
};
