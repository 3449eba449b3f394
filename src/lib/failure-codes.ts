/** Every failure code with what it means and what to do; docs/errors.md mirrors this table, tested both ways. */
export const FAILURE_CODES = {
  CLI_USAGE: "The command line cannot be understood. Run `meridian --help`.",
  CONFIG_INVALID: "meridian.yaml is wrong at the named line. Correct it; nothing was started.",
  CONFIG_UNREADABLE: "The configuration file cannot be read. Check the path and its permissions.",
  DOSSIER_UNREADABLE: "The dossier's folder cannot be read. Check the path and its permissions; nothing was checked.",
  CUSTODY_REFUSED:
    "The exhibit is not in the hands of who acts, or the event does not follow from the last one. The message says which.",
  REDACTION_REFUSED: "The exhibit cannot be cut, or parts of it withheld, in that way. The message says why; nothing was stated.",
  ENFORCER_UNREACHABLE:
    "The enforcer that holds the right to block cannot be reached. Start `meridian-enforcer`, or see `respond.enforcer` and the socket's owner and mode; nothing was blocked.",
  EXHIBIT_CHANGED: "The bytes in the vault are not those that were taken in. Keep them, and restore a copy beside them.",
  EXHIBIT_UNKNOWN: "The ledger has no exhibit of that number. `meridian exhibit list` lists them.",
  EXHIBIT_UNREADABLE: "The file or bundle cannot be read. Check the path and its permissions; nothing was taken in.",
  KEY_LOCKED:
    "The key is encrypted and no passphrase opens it. Name the file that holds the passphrase in MERIDIAN_PASSPHRASE_FILE.",
  KEY_REFUSED: "The key may not be used so. The message says why; nothing was signed.",
  LEDGER_BUSY:
    "Another process holds this ledger, and the message names it. Stop it and repeat, or use another data directory. `ledger alarms` reads beside it; `ledger answer` hands in with --url.",
  LEDGER_DAMAGED:
    "The ledger on disk does not agree with its own checkpoint. Keep the directory as it is and restore a copy beside it.",
  LEDGER_DISK:
    "The ledger could not be written durably. Nothing after the last checkpoint was acknowledged. Free space or replace the disk, then start again.",
  LEDGER_KEYS: "The node's keys cannot be read or have unsafe permissions. Restore them, or set mode 0600.",
  LEDGER_MISSING: "There is no ledger in the data directory. Run `meridian watch --data DIR` or `npm start` first.",
  APPROVAL_MISSING:
    "Policy gives this deed to two persons and fewer have approved it. The message names the deed; let them run `meridian approve`.",
  CASE_REFUSED: "What was to enter the case does not fit it. The message says what and why; nothing was stated.",
  CASE_WALLED: "The case is another victim's, and this key may not read it. Ask its keeper.",
  KNOWLEDGE_UNREADABLE:
    "The knowledge base is not a STIX bundle that can be read. The message names the place; nothing was assessed.",
  EXCHANGE_UNREADABLE: "The file to be imported cannot be read. The message names the place; nothing was imported.",
  CASE_UNKNOWN: "The ledger has no case of that id. `meridian cases` lists them.",
  NFT_TABLE_FOREIGN:
    "The nftables table of the enforcer's name was made by somebody else, and was left alone. See `nft list table inet meridian`; rename or delete it, then start again. Nothing was blocked.",
  PACKS_UNREADABLE:
    "A pack of law, or the catalogue of lawful answers, cannot be used. The message names the file and the place; nothing was assessed.",
  PLAYBOOK_INVALID:
    "The playbook cannot be used. The message names the place and what is expected there; none of it is in force.",
  PUBLISH_REFUSED: "The dossier may not be published to this audience. The message names what must be redacted or accepted.",
  PUBLISH_TARGET: "The folder for the dossier cannot be made or is not empty. Choose another.",
  RULES_UNREADABLE:
    "Rules, a pipeline or what goes with them cannot be read or used. The message says which and where; `meridian rules check` tells all that is wrong.",
  RESPONSE_REFUSED: "A guard refused the action. The message names the guard and what it protects; nothing was changed.",
  RELEASE_REFUSED:
    "The exhibit cannot be sealed to these readers in this way. The message says why; nothing was sealed or stated.",
  SEALED_TO_OTHERS: "None of the identities given opens this. Ask who sealed it for a grant.",
  SERVE_PORT: "The address cannot be listened on. Choose another port with --port, or stop the program that holds it.",
  SOURCE_UNREADABLE: "A source cannot be read. The message names it; the other sources go on.",
  SOURCE_UNSUPPORTED: "The file's format is known but not supported. The message names it; the other sources go on.",
  SUBMIT_FAILED:
    "A running node did not take a signed statement. See its address, that its `ledger.serve.submitTokens` has the token's SHA-256, and try again.",
  TELEMETRY_DEAD_LETTER:
    "Lines that could not be read could not be kept either. Free space or correct the permissions, then start again.",
  TIME_AUTHORITY: "A time-stamping authority gave no usable token. The message names it; what the others gave is kept.",
  TRUST_UNREADABLE: "The trust file cannot be read or parsed. The message names the line.",
  VAULT_DISK:
    "The vault could not be written durably, and nothing half was left in it. Free space or replace the disk, then do it again.",
  WITNESS_CONFLICT: "A log showed two histories. The proof is kept in the data directory; `meridian ledger alarms` shows it.",
  WITNESS_STORE:
    "The state of the witness cannot be read or written, or does not bear its own signature. Nothing was cosigned. Keep the file; mend the disk, or restore the file only if no newer cosignature was given.",
  WITNESS_UNREACHABLE: "A witness gave no usable answer. The message names it; the ledger goes on and asks again.",
} as const;

export type FailureCode = keyof typeof FAILURE_CODES;
