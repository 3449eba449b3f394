import type { Checked } from "../lib/index.ts";
import type { CitedRecord, DossierEntities, EvidenceRecord, Reply, Statement } from "../model/index.ts";
import type { Audience } from "./audience.ts";
import type { Refusal } from "./scan/release.ts";

/** A statement with all that shows it is in the ledger. `proof` leads to the checkpoint that the dossier carries. */
export type SealedStatement = {
  readonly index: number;
  readonly salt: Uint8Array;
  readonly envelope: Uint8Array;
  readonly statement: Statement;
  readonly proof: readonly Uint8Array[];
};

/** A cited record with its proof in its segment; or the index of the statement under which it was erased. */
export type CitedEvidence =
  | {
      readonly cited: CitedRecord;
      readonly record: EvidenceRecord;
      readonly leaf: Uint8Array;
      readonly proof: readonly Uint8Array[];
    }
  | {
      readonly cited: CitedRecord;
      readonly erased: number;
      readonly leaf: Uint8Array;
      readonly proof: readonly Uint8Array[];
    };

/** What the reader's page needs from outside: the browser verifier's text, and where an independent copy is to be had. */
export type PageAssets = {
  readonly script: string;
  readonly verifier: { readonly address: string; readonly sha256: string };
};

/** What the publisher decided. */
export type PublishOptions = {
  readonly audience: Audience;
  /** Withhold records in which secrets or personal data are detected, and the list of entities. */
  readonly redact: boolean;
  /** Kinds that a named person lets pass. With a count, exactly that many. */
  readonly accept: readonly { readonly kind: string; readonly count: number | null }[];
  /** The person who accepts; required when `accept` is not empty. */
  readonly by: string | null;
  readonly reply: Pick<Reply, "requested" | "received">;
  /** Program and version, for bag-info.txt. */
  readonly software: string;
  readonly page: PageAssets;
};

/** Everything a dossier is made of, at one ledger size. */
export type DossierInput = {
  readonly checkpoint: { readonly note: Uint8Array; readonly size: number; readonly origin: string };
  readonly statements: readonly SealedStatement[];
  readonly evidence: readonly CitedEvidence[];
  /** Rule documents by SHA-256. */
  readonly rules: ReadonlyMap<string, Uint8Array>;
  /** Playbook documents by SHA-256. */
  readonly playbooks: ReadonlyMap<string, Uint8Array>;
  readonly entities: DossierEntities["entities"];
  readonly publishedAt: string;
  readonly options: PublishOptions;
};

/** Path to bytes. */
export type DossierFiles = ReadonlyMap<string, Uint8Array>;

export type Released<Value> = Checked<Value, Refusal>;
