/** What is counted while the packets of a capture are walked through. Times are nanoseconds since 1970. */
export class PacketTally {
  #packets = 0;
  #first: bigint | undefined;
  #last: bigint | undefined;

  /** One more packet; `at` is undefined when the format gives it no time. */
  add(at: bigint | undefined): void {
    this.#packets++;
    if (at === undefined) return;
    if (this.#first === undefined || at < this.#first) this.#first = at;
    if (this.#last === undefined || at > this.#last) this.#last = at;
  }

  /** As details of a format. */
  details(): {
    readonly packets: number;
    readonly "first packet": string | undefined;
    readonly "last packet": string | undefined;
  } {
    return {
      packets: this.#packets,
      "first packet": this.#first === undefined ? undefined : nanosecondText(this.#first),
      "last packet": this.#last === undefined ? undefined : nanosecondText(this.#last),
    };
  }
}

const SECOND_NS = 1_000_000_000n;
/** The last second that a date can have (ECMA-262 §21.4.1.1). */
const SECONDS_MAX = 8_640_000_000_000n;

/** ISO 8601 in UTC with nanoseconds; what no calendar has is shown as seconds. */
function nanosecondText(at: bigint): string {
  const seconds = at / SECOND_NS;
  if (at < 0n || seconds > SECONDS_MAX) return `${seconds} s since 1970`;
  const fraction = (at % SECOND_NS).toString().padStart(9, "0");
  return new Date(Number(seconds) * 1000).toISOString().replace(".000Z", `.${fraction}Z`);
}
