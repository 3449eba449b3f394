export { type CheckedBundle, checkBundle } from "./check-bundle.ts";
export { type CollectedItem, type CollectionManifest, type ManifestFault, parseCollection } from "./manifest.ts";
