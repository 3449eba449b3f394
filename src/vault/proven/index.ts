export type { ProvenHead, Trust } from "./head.ts";
export { type ProofPorts, type ProvenStatement, type ProvenStatements, proveStatements } from "./prove.ts";
export { type ProvableEntry, type StatementFiles, statementFiles } from "./statement-files.ts";
