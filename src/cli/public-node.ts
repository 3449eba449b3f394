import {
  knownByToken,
  logRoutes,
  MIRROR_BODY_BYTES_MAX,
  mirrorRoutes,
  type Serving,
  SUBMIT_BODY_BYTES_MAX,
  startPublicServing,
  submitRoutes,
  witnessRoutes,
} from "../api/index.ts";
import {
  type Config,
  createSubmissions,
  type LedgerService,
  type LedgerServiceEvent,
  type Node,
  openLedgerService,
  startTimeService,
  type TimeEvent,
  type TimeSettings,
} from "../app/index.ts";
import { explainError, Failure } from "../lib/index.ts";
import { paint, printable } from "./paint.ts";

/** A node that others reach. `cannotGoOn` is aborted, with a Failure as its reason, when it must end. */
export type PublicNode = {
  readonly serving: Serving;
  readonly service: LedgerService;
  readonly cannotGoOn: AbortSignal;
  close(): Promise<void>;
};

export type PublicSettings = Pick<Config["ledger"], "quorum" | "watchSeconds"> & {
  readonly host: string;
  readonly port: number;
  /** The authorities that stamp its time, and how often. */
  readonly time: TimeSettings;
  /** SHA-256 of each token that may hand in signed statements; none without. */
  readonly submitTokens?: readonly string[];
  /** Takes lines for people. */
  readonly say: (line: string) => void;
};

/** Requests to a witness are small; what each part takes at most is its own matter. */
const SMALL_BODY_BYTES_MAX = 524_288;

/** Serves a node's ledger, witness and mirror to other parties, has its ledger witnessed and watches theirs. Throws SERVE_PORT, WITNESS_CONFLICT. */
export async function startPublicNode(
  node: Node,
  { quorum, watchSeconds, host, port, time, submitTokens = [], say }: PublicSettings,
): Promise<PublicNode> {
  const failing = new AbortController();
  const tell = createTeller(say, (failure) => failing.abort(failure));
  const service = await openLedgerService(node, { quorum, watchMs: watchSeconds * 1000, tell });
  try {
    const serving = await startPublicServing(siteOf(node, service, { submitTokens, say }), { host, port });
    const stamping = startTimeService(node, time, (event) => sayTime(say, event));
    const close = async () => {
      await serving.close();
      await stamping.stop();
      await service.close();
    };
    return { serving, service, cannotGoOn: failing.signal, close };
  } catch (error) {
    await service.close();
    throw error;
  }
}

function siteOf(
  { ledger }: Node,
  service: LedgerService,
  { submitTokens, say }: Required<Pick<PublicSettings, "submitTokens" | "say">>,
): Parameters<typeof startPublicServing>[0] {
  const onError = (error: unknown) => say(`could not answer a request: ${printable(explainError(error))}`);
  const part = { bodyBytesMax: SMALL_BODY_BYTES_MAX };
  const submit = submitRoutes(createSubmissions(ledger), { tokenDigests: submitTokens, onFailure: onError });
  return {
    parts: [
      { ...part, prefix: "/log", routes: logRoutes({ read: (path) => service.readLog(path) }) },
      { ...part, prefix: "/witness", routes: witnessRoutes(service.witness, onError) },
      {
        ...part,
        prefix: "/mirror",
        routes: mirrorRoutes(service.mirror, onError),
        bodyBytesMax: MIRROR_BODY_BYTES_MAX,
        isStreamed: true,
      },
      // Who has a token may send more than strangers.
      { prefix: "/submit", routes: submit, bodyBytesMax: SUBMIT_BODY_BYTES_MAX, isKnown: knownByToken(submitTokens) },
    ],
    about: () => service.about(),
    fork: (digest) => service.fork(digest),
    onError,
  };
}

/** A busy ledger is published many times a second; people are told of the first, of others who cosign, and now and then. */
const TOLD_MS = 10_000;

function createTeller(say: (line: string) => void, fail: (failure: Failure) => void): (event: LedgerServiceEvent) => void {
  const told = new Map<string, number>();
  const sayNowAndThen = (about: string, line: string) => {
    const nowMs = Date.now();
    if (nowMs - (told.get(about) ?? -TOLD_MS) < TOLD_MS) return;
    told.set(about, nowMs);
    say(line);
  };
  return (event) => {
    if (event.kind === "published") sayNowAndThen(`by ${event.parties.toSorted().join(", ")}`, publishedLine(event));
    else if (event.kind === "mirrored")
      sayNowAndThen(`at ${event.party}`, `the mirror of ${printable(event.party)} holds ${event.size} entries`);
    else if (event.kind === "ahead") fail(aheadFailure(event));
    else if (event.kind === "fatal") fail(asFailure(event.error));
    else say(troubleLine(event));
  };
}

type EventOf<Kind extends LedgerServiceEvent["kind"]> = Extract<LedgerServiceEvent, { readonly kind: Kind }>;

function publishedLine({ size, parties }: EventOf<"published">): string {
  const who = parties.length === 0 ? "nobody: no witness was added" : printable(parties.toSorted().join(", "));
  return `published ${size} entries, cosigned by ${who}`;
}

function troubleLine(event: EventOf<"peer" | "trouble" | "alarm">): string {
  switch (event.kind) {
    case "peer":
      return `${printable(event.party)} ${event.reason === null ? "answers" : `gives no cosignature: ${printable(event.reason)}`}`;
    case "trouble":
      return `${printable(event.origin)}, ${printable(event.source)}: ${event.reason === null ? "can be compared again" : printable(event.reason)}`;
    case "alarm": {
      const line = `ALARM ${event.index}: ${printable(event.origin)} showed two histories; see \`meridian ledger alarms\``;
      return paint(["bold", "red"], line, process.stderr);
    }
  }
}

function sayTime(say: (line: string) => void, event: TimeEvent): void {
  if (event.kind === "unstamped") say(`time was not stamped: ${printable(explainError(event.error))}`);
  else if (event.kind === "stamped") {
    for (const { authority, reason } of event.refusals) say(`${printable(authority)} gave no token: ${printable(reason)}`);
  } else {
    const line = `CLOCKS CONTRADICT EACH OTHER: ${printable(event.sources.join(", "))}: ${printable(event.reason)}`;
    say(paint(["bold", "red"], `${line}; see \`meridian time show --entry ${event.entry}\``, process.stderr));
  }
}

function aheadFailure({ party, size }: EventOf<"ahead">): Failure {
  const what = `${party} has cosigned ${size} entries of this ledger, more than it has`;
  return new Failure("WITNESS_CONFLICT", `${what}: it was restored from an older copy, or another holds its keys`);
}

function asFailure(error: unknown): Failure {
  return error instanceof Failure ? error : new Failure("WITNESS_STORE", "could not go on serving the ledger", error);
}
