import { generationRequest, readGeneration } from "../nft/index.ts";
import { openNetlink } from "./nft-netlink.ts";

/** The kernel's number of the ruleset of this network namespace: it grows by one with each transaction of anybody. */
export type GenerationReader = {
  /** Undefined when it cannot be read; then only slower ways are left. */
  read(): Promise<number | undefined>;
  close(): void;
};

/** nft has no command that prints the number, and a process of its own would cost milliseconds; the answer comes in a fifth of one. */
export function openGenerationReader(perl?: string): GenerationReader {
  let socket = openNetlink(perl);
  let losses = 0;
  return {
    async read() {
      let id: number | undefined;
      const whole = await socket?.ask(generationRequest(), (datagram) => {
        id = readGeneration(datagram);
      });
      if (whole === true) return id;
      socket?.close();
      socket = ++losses > LOSSES_MAX ? undefined : openNetlink(perl);
      return undefined;
    },
    close: () => socket?.close(),
  };
}

/** After so many it is not started again. */
const LOSSES_MAX = 5;
