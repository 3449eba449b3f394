/** A reader of outside bytes; `believes` says whether it took them. `valid` is an input that it takes. */
export type Reader = {
  readonly name: string;
  readonly believes: (bytes: Uint8Array) => boolean | Promise<boolean>;
  readonly valid?: Uint8Array;
  /** What it may take of what nobody meant well with: where that is a plain value of the format. */
  readonly takes?: RegExp;
};
