/** First bytes of the elements that we read and write (X.690 §8.1.2). */
export const TAG = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  oid: 0x06,
  enumerated: 0x0a,
  utf8String: 0x0c,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
} as const;

/** `[number]` around something, or IMPLICIT on something constructed. */
export function contextTag(number: number): number {
  return 0xa0 | number;
}

/** `[number]` IMPLICIT on something that is not constructed. */
export function plainContextTag(number: number): number {
  return 0x80 | number;
}
