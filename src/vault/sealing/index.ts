export { type AgeFault, type AgePort } from "./age.ts";
export { contentCommitment } from "./commitment.ts";
export {
  formatGrantFile,
  formatOpening,
  GRANT_BYTES_MAX,
  type GrantFile,
  type Opening,
  parseGrantFile,
  parseOpening,
} from "./grant-file.ts";
export { type OpenGrant, openGrant, type UnsealFault } from "./open-grant.ts";
export { exhibitSalt } from "./opening.ts";
export { checkReaders, type Reader, type RecipientKind, recipientKind } from "./readers.ts";
export { isOwnReceipt, openReceipt, type Receipt, type ReceiptWords, receiptPredicate, sameAccess } from "./receipt.ts";
export { type Unsealing, unseal } from "./unseal.ts";
