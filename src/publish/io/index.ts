export { readVerifier } from "./read-verifier.ts";
export { writeDossier } from "./write-dossier.ts";
