export {
  type ChainEvent,
  CUSTODY_PROBLEMS,
  type Custody,
  type CustodyEntry,
  type CustodyProblem,
  type CustodyProblemKind,
  type ExhibitChain,
  type Holding,
  handText,
  type SignedBy,
} from "./chain.ts";
export { foldCustody } from "./fold.ts";
export { speaksFor } from "./signatures.ts";
export type { FoldOptions } from "./state.ts";
