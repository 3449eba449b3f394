export type { ProvenHead, Trust } from "./head.ts";
export { type ProofPorts, type ProvenStatement, type ProvenStatements, proveStatements, STATEMENTS_MAX } from "./prove.ts";
export { openStatementFile, type ProvableEntry, type StatementFiles, statementFiles } from "./statement-files.ts";
