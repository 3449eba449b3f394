import { DatabaseSync } from "node:sqlite";
import { Failure } from "../../lib/index.ts";
import type { WitnessStore } from "../store.ts";

/** How long a write waits for another process that writes. */
const BUSY_MS_MAX = 5000;

const SCHEMA = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = FULL;
  CREATE TABLE IF NOT EXISTS log (
    id TEXT PRIMARY KEY NOT NULL,
    note BLOB NOT NULL
  ) STRICT, WITHOUT ROWID;
`;

/**
 * A store in one SQLite file (write-ahead log, synchronous=FULL); `close` lets go of it. Throws WITNESS_STORE when the disk does. After a
 * write that failed, what is on the disk is unknown and what is read may not be on it: every later call throws, until it is opened anew.
 */
export function sqliteWitnessStore(path: string): WitnessStore & { close(): void } {
  const guarded = createGuard();
  const database = guarded("open", () => {
    const opened = new DatabaseSync(path, { timeout: BUSY_MS_MAX });
    opened.exec(SCHEMA);
    return opened;
  });
  const [select, all, insert, update] = [
    "SELECT note FROM log WHERE id = ?",
    "SELECT id, note FROM log ORDER BY id",
    "INSERT INTO log (id, note) VALUES (?, ?) ON CONFLICT (id) DO NOTHING",
    "UPDATE log SET note = ? WHERE id = ? AND note = ?",
  ].map((sql) => database.prepare(sql)) as [Statement, Statement, Statement, Statement];
  return {
    get: async (logId) => guarded("read", () => noteOf(select.get(logId))),
    // One statement is one transaction: the comparison and the write cannot be parted, and it is durable when `run` returns.
    compareAndSet: async (logId, expected, next) =>
      guarded("write", () => {
        const { changes } = expected === undefined ? insert.run(logId, next) : update.run(next, logId, expected);
        return changes === 1;
      }),
    list: async () =>
      guarded("read", () => all.all().map((row) => ({ logId: String(row["id"]), note: noteOf(row) as Uint8Array }))),
    close: () => database.close(),
  };
}

type Statement = ReturnType<DatabaseSync["prepare"]>;

function noteOf(row: Record<string, unknown> | undefined): Uint8Array | undefined {
  const note = row?.["note"];
  return note instanceof Uint8Array ? note : undefined;
}

/** SQLITE_BUSY: another process kept writing for all of our patience; the disk is well. */
const BUSY_CODE = 5;

/** Runs work on the database until a write has failed, and gives every error a name. */
function createGuard(): <Value>(verb: "open" | "read" | "write", work: () => Value) => Value {
  let failed: unknown;
  return (verb, work) => {
    if (failed !== undefined) throw new Failure("WITNESS_STORE", "the witness's state is not used after a failed write", failed);
    try {
      return work();
    } catch (error) {
      if (verb === "write" && (error as { errcode?: number }).errcode !== BUSY_CODE) failed = error;
      throw new Failure("WITNESS_STORE", `could not ${verb} the witness's state`, error);
    }
  };
}
