import { textOf, utf8 } from "../../lib/index.ts";
import type { HttpAnswer, Witness } from "../../witness/index.ts";
import type { Distrust } from "./ledger-service-peers.ts";

export type RefusalPorts = {
  /** Why a log is not cosigned any more; undefined when it is. */
  readonly distrust: (origin: string) => Distrust | undefined;
  /** A checkpoint of this log was submitted and judged. */
  readonly onSubmission: (origin: string) => void;
};

/**
 * The witness, but after an alarm about a log it cosigns nothing of that log, while all others go on. Its keys are then no longer
 * trusted for that origin, which c2sp.org/tlog-witness answers with 403; the text says where the proof is.
 */
export function refusingDistrusted(witness: Witness, { distrust, onSubmission }: RefusalPorts): Witness {
  return {
    vkeys: witness.vkeys,
    checkpointOf: (hash) => witness.checkpointOf(hash),
    addCheckpoint: async (body) => {
      const origin = originOf(body);
      const answer = refusalOf(distrust(origin)) ?? (await witness.addCheckpoint(body));
      onSubmission(origin);
      return answer;
    },
    signSubtree: async (body) => refusalOf(distrust(originOf(body))) ?? witness.signSubtree(body),
  };
}

function refusalOf(distrust: Distrust | undefined): HttpAnswer | undefined {
  if (distrust === undefined) return undefined;
  const say = `this log showed two histories: the proof is at /forks/${distrust.bundle}; nothing of it is cosigned until two persons dismiss the alarm\n`;
  return { status: 403, type: "text/plain; charset=utf-8", body: utf8(say) };
}

/** The line after the first blank one, where a request has its checkpoint's origin; "" for what is no request. Input is untrusted. */
function originOf(body: Uint8Array): string {
  const text = textOf(body) ?? "";
  const start = text.indexOf("\n\n");
  return start < 0 ? "" : (text.slice(start + 2).split("\n", 1)[0] ?? "");
}
