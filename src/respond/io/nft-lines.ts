import { performance } from "node:perf_hooks";
import { explainError, Failure } from "../../lib/index.ts";
import { type NftWriter, openNftWriter } from "./nft-writer.ts";

export type NftLinesSetting = {
  readonly nft: string;
  readonly lineTimeoutMs: number;
  readonly onProblem: (problem: string) => void;
};

const BACK_OFF_MS = { first: 100, longest: 5_000 } as const;

/** One writer after another: a lost one is replaced at once, and after losses in a row ever later. */
export type NftLines = {
  /** As NftWriter's. */
  readonly write: (line: string) => Promise<string>;
  /** To be called when orders were carried out; making the table is not enough to be trusted again. */
  recovered(): void;
  /** Transactions of ours, as the kernel counts them; `epoch` changes when that count was lost with a writer. */
  commits(): { readonly count: number; readonly epoch: number };
  close(): void;
};

/** Starts no writer before it is needed, and none after it is closed. */
export function createNftLines({ nft, lineTimeoutMs, onProblem }: NftLinesSetting): NftLines {
  let writer: NftWriter | undefined;
  let count = 0;
  let epoch = 0;
  let losses = 0;
  let retryAtMs = 0;
  let closed = false;

  const open = (): NftWriter => {
    if (closed) throw new Failure("ENFORCER_UNREACHABLE", "the actuator is closed");
    if (writer?.isOpen() === true && !writer.isWorn()) return writer;
    const waitMs = retryAtMs - performance.now();
    if (waitMs > 0) {
      const when = `it is started again in ${Math.ceil(waitMs)} ms`;
      throw new Failure("ENFORCER_UNREACHABLE", `nft failed ${losses} times in a row; ${when}`);
    }
    writer?.close();
    writer = openNftWriter(nft, lineTimeoutMs);
    return writer;
  };
  const lose = (error: unknown): void => {
    epoch++;
    losses++;
    if (losses > 1) retryAtMs = performance.now() + Math.min(BACK_OFF_MS.longest, BACK_OFF_MS.first * 2 ** (losses - 2));
    if (!closed) onProblem(explainError(error));
  };
  return {
    async write(line) {
      const one = open();
      try {
        const complaint = await one.write(line);
        if (complaint === "") count++;
        return complaint;
      } catch (error) {
        lose(error);
        throw error;
      }
    },
    recovered() {
      losses = 0;
    },
    commits: () => ({ count, epoch }),
    close() {
      closed = true;
      writer?.close();
    },
  };
}
