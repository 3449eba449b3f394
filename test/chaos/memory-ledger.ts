import type { Ledger } from "../../src/ledger/index.ts";
import { Failure } from "../../src/lib/index.ts";
import type { Statement } from "../../src/model/index.ts";

/** A ledger as far as a responder uses one, in memory, so that hundreds of scenarios take seconds. The disk below it can be full. */
export class MemoryLedger {
  readonly origin = "harbour.example/chaos";
  readonly statements: Statement[] = [];
  /** What the disk says to the next appends. */
  disk: "well" | "full" | "full-after-writing" = "well";

  get size(): number {
    return this.statements.length;
  }

  async append(batch: readonly Statement[]) {
    if (this.disk === "full") throw new Failure("LEDGER_DISK", "could not write: no space left on device");
    const from = this.statements.length;
    this.statements.push(...batch);
    if (this.disk === "full-after-writing") throw new Failure("LEDGER_DISK", "could not sync: no space left on device");
    return batch.map((_, index) => ({ index: from + index, name: String(from + index) }));
  }

  async *entries(from = 0) {
    for (const [index, statement] of this.statements.slice(from).entries())
      yield { index: from + index, erased: false, statement };
  }

  async entry(index: number) {
    return { index, name: "0".repeat(64), statement: this.statements[index] };
  }

  onGrowth(): () => void {
    return () => undefined;
  }

  /** As the rooms know it. */
  get ledger(): Ledger {
    return this as unknown as Ledger;
  }
}
