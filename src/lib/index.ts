export { assert, present } from "./assert.ts";
export { parseBase64, toBase64 } from "./base64.ts";
export { concat, equalBytes, textOf, uint64, utf8, wholeLines } from "./bytes.ts";
export { type Checked, no, yes } from "./checked.ts";
export { type Clock, isoTime, parseIsoTime } from "./clock.ts";
export { parseCount, parseUint64 } from "./decimal.ts";
export { explainError, Failure } from "./failure.ts";
export { FAILURE_CODES, type FailureCode } from "./failure-codes.ts";
export {
  directoryOf,
  type FilePort,
  makeDirectories,
  UNFINISHED,
  within,
  writeAllDurably,
  writeDurably,
  writeWhole,
} from "./files.ts";
export { parseHex, toHex } from "./hex.ts";
export {
  type Address,
  formatAddress,
  formatNetwork,
  isWithin,
  type Network,
  parseAddress,
  parseNetwork,
} from "./ip.ts";
export { formatJson, type Json, type JsonFault, type JsonObject, parseJson } from "./json.ts";
export { readJsonLine } from "./json-line.ts";
export { escapeMarkup, showUnseen } from "./markup.ts";
export type { RandomBytes, Sha256 } from "./primitives.ts";
export type { Shape, Shaped, ShapeFault } from "./shape.ts";
export * as shape from "./shape.ts";
export {
  parseSshEd25519Blob,
  parseSshEd25519Signature,
  SshReader,
  sshEd25519Blob,
  sshString,
  sshUint32,
} from "./ssh-wire.ts";
export { tableOf } from "./table.ts";
