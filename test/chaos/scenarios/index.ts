import type { Scenario } from "../scenario.ts";
import { CANARY } from "./canary.ts";
import { CLOCK, DST, EDIT_RACE, RESTART } from "./changes.ts";
import { DISK, NFT, STORM } from "./failures.ts";
import { FOUND } from "./found.ts";
import { NAMES } from "./names.ts";
import { OPERATOR } from "./operator.ts";
import { CDN, IPV6, NAT, SPOOFED } from "./places.ts";

/** All scenarios, by family. */
export const FAMILIES: Readonly<Record<string, readonly Scenario[]>> = {
  ...FOUND,
  "operator address": OPERATOR,
  CDN,
  "NAT pool": NAT,
  "IPv6 /64": IPV6,
  "spoofed flood": SPOOFED,
  "allowlist edit race": EDIT_RACE,
  "clock step": CLOCK,
  DST,
  restart: RESTART,
  "partial nft failure": NFT,
  "full disk": DISK,
  storm: STORM,
  "critical flow": CANARY,
  "accounts, sessions, processes, hosts": NAMES,
};
