// The tokens of binary XML (libevtx EVTX §5.2; [MS-EVEN6] §2.2.12.1).
export const END = 0x00;
export const OPEN = 0x01;
export const OPEN_WITH_ATTRIBUTES = 0x41;
export const CLOSE_START = 0x02;
export const CLOSE_EMPTY = 0x03;
export const END_ELEMENT = 0x04;
export const VALUE = 0x05;
export const LAST_ATTRIBUTE = 0x06;
export const ATTRIBUTE = 0x46;
export const CDATA = 0x07;
export const CHARACTER = 0x08;
export const ENTITY = 0x09;
export const INSTRUCTION_TARGET = 0x0a;
export const INSTRUCTION_DATA = 0x0b;
export const INSTANCE = 0x0c;
export const SUBSTITUTION = 0x0d;
export const OPTIONAL_SUBSTITUTION = 0x0e;
export const FRAGMENT = 0x0f;
/** Set in tokens after which the same content goes on. */
export const MORE = 0x40;
