// apt: nftables iproute2
import { describe } from "node:test";
import { testInNamespace } from "./nft-namespace.ts";

void describe("nftables", { concurrency: 2 }, () => {
  testInNamespace("holds what it is told, and finds again what it held", "nft-contract-child.ts");
  testInNamespace("what others do to the table is noticed and mended", "nft-foreign-child.ts");
  testInNamespace("packets are really dropped, also of established connections", "nft-packets-child.ts");
  testInNamespace("many blocks are installed, listed and taken back", "nft-bulk-child.ts");
});
