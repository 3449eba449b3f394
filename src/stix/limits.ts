/** What one bundle may be; a larger one is refused with the number in the fault. spec/stix.md §Limits. */
export type StixLimits = {
  /** UTF-16 units of text. */
  readonly textUnits: number;
  readonly objects: number;
};

/** Room for the whole of ATT&CK Enterprise (27 MB, 20,000 objects) several times over. */
export const STIX_LIMITS: StixLimits = { textUnits: 128 * 1024 * 1024, objects: 200_000 };
