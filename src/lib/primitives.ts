/** SHA-256 (FIPS 180-4): any bytes to 32 bytes. Handed in, so that pure code runs in Node and in browsers alike. */
export type Sha256 = (bytes: Uint8Array) => Uint8Array;

/** `count` bytes nobody can guess. Handed in, so that tests repeat. */
export type RandomBytes = (count: number) => Uint8Array;
