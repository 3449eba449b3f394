/** Every .evtx file begins with these eight bytes (libyal/libevtx, "Windows XML Event Log (EVTX) format", §2). */
export const EVTX_SIGNATURE: Uint8Array = Uint8Array.from([0x45, 0x6c, 0x66, 0x46, 0x69, 0x6c, 0x65, 0x00]);
