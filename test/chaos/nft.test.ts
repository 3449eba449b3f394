// apt: nftables
import { testInNamespace } from "../respond/nft-namespace.ts";

testInNamespace("nftables itself is never made to lock the harbour out", "../chaos/nft-child.ts");
