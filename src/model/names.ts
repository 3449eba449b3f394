declare const brand: unique symbol;
type Brand<Base, Name extends string> = Base & { readonly [brand]: Name };

/** A record's commitment as 64 lower-case hexadecimal digits. Made by recordName(), or by a shape from a statement. */
export type RecordName = Brand<string, "RecordName">;
/** A statement envelope's commitment, the ledger entry, as 64 lower-case hexadecimal digits. */
export type EntryName = Brand<string, "EntryName">;
/** SHA-256 as 64 lower-case hexadecimal digits. */
export type Digest = Brand<string, "Digest">;
/** `seg-` and the ordinal of the segment in its ledger, at least six digits. */
export type SegmentId = Brand<string, "SegmentId">;
/** `ex-` and 16 hexadecimal digits drawn at random: it says nothing of the content. */
export type ExhibitId = Brand<string, "ExhibitId">;
/** `case-` and the first 12 hexadecimal digits of the entry that opened it. */
export type CaseId = Brand<string, "CaseId">;
/** A source's stable name, such as `file:logs/hts-jump1/auth.log.gz`, `journal:local`, `syslog:udp:127.0.0.1:5514`, `stdin`. */
export type SourceId = string;
