export { readVerifier } from "./read-verifier.ts";
export { writeDossier, writeFolder } from "./write-dossier.ts";
