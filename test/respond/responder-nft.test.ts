import { testInNamespace } from "./nft-namespace.ts";

// apt: nftables
testInNamespace("a node blocks by its enforcer, undoes, and re-asserts after a restart", "responder-nft-child.ts");
