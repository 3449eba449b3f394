// AssemblyScript. The module's memory is imported, so that workers may share one, and everything in it is reserved from here: no address
// is fixed at build time. `begin` is called once by whoever made the memory, with the first free address.

let free: u32 = 0;
let end: u32 = 0;

/** Says which part of the memory is this instance's own: from `from` up to, not including, `until`. */
export function begin(from: u32, until: u32): void {
  free = (from + 63) & ~63;
  end = until;
}

/** So many bytes on a 64-byte border with 64 bytes of air behind them for wide loads; 0 when the memory is used up. */
export function reserve(bytes: u32): u32 {
  const at = free;
  const next: u64 = <u64>at + ((<u64>bytes + 64 + 63) & ~63);
  if (next > <u64>end) return 0;
  free = <u32>next;
  return at;
}
