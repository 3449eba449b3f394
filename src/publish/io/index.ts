export { readVerifier, VERIFIER_ADDRESS } from "./read-verifier.ts";
export { writeDossier } from "./write-dossier.ts";
