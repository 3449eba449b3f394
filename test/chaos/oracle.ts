import type { Kernel } from "./kernel.ts";
import type { Vital } from "./site.ts";

/**
 * What of all that is vital is cut off now. Knows nothing of guards: addresses are spelled out as texts of bits here, and compared
 * character by character with what the kernel holds.
 */
export function outages(vitals: readonly Vital[], kernel: Kernel): readonly string[] {
  const blocks = kernel.held().map((text) => {
    const [base = "", bits = ""] = text.split("/");
    return { text, bits: bitsOf(base).slice(0, Number(bits)) };
  });
  return vitals.flatMap((one) => {
    if (one.kind !== "address") return nameOutages(one, kernel);
    const bits = bitsOf(one.value);
    const block = blocks.find(
      (candidate) => bits.length >= candidate.bits.length && sameFamily(bits, candidate) && bits.startsWith(candidate.bits),
    );
    return block === undefined ? [] : [`${one.what} ${one.value} is cut off by ${block.text}`];
  });
}

function sameFamily(bits: string, { text }: { readonly text: string }): boolean {
  return (bits.length === 128) === text.includes(":");
}

function nameOutages({ what, kind, value }: Vital, kernel: Kernel): string[] {
  return [...kernel.names.values()].flatMap(({ target, measure }) =>
    target.kind === kind && target.value.toLowerCase() === value.toLowerCase() ? [`${what} ${value} was hit by ${measure}`] : [],
  );
}

/** An address as a text of 32 or 128 zeros and ones. */
export function bitsOf(address: string): string {
  if (!address.includes(":")) {
    return address
      .split(".")
      .map((part) => Number(part).toString(2).padStart(8, "0"))
      .join("");
  }
  const tail = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(address);
  if (tail?.[1] !== undefined && tail[2] !== undefined) {
    const v4 = Number.parseInt(bitsOf(tail[2]), 2);
    return bitsOf(`${tail[1]}${Math.floor(v4 / 65_536).toString(16)}:${(v4 % 65_536).toString(16)}`);
  }
  const [head = "", rest] = address.split("::");
  const groups = (text: string) => (text === "" ? [] : text.split(":"));
  const after = groups(rest ?? "");
  const zeros = rest === undefined ? [] : new Array<string>(8 - groups(head).length - after.length).fill("0");
  return [...groups(head), ...zeros, ...after].map((group) => Number.parseInt(group, 16).toString(2).padStart(16, "0")).join("");
}
