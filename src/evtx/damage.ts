/** Thrown inside this room where a record cannot be read on; caught where the record is read, and given as a fault. */
export class Damage extends Error {
  /** Where, in bytes from the beginning of the chunk. */
  readonly at: number;

  constructor(reason: string, at: number) {
    super(reason);
    this.at = at;
  }
}
