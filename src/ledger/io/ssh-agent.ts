import { connect, type Socket } from "node:net";
import {
  concat,
  Failure,
  parseSshEd25519Blob,
  parseSshEd25519Signature,
  SshReader,
  sshString,
  sshUint32,
  textOf,
} from "../../lib/index.ts";
import { checkEd25519PublicKey, checkEd25519Signature } from "../../merkle/index.ts";
import { nodeSignatureChecks } from "./node-signatures.ts";

/** Message numbers (draft-ietf-sshm-ssh-agent §6.1). */
const MESSAGES = { requestIdentities: 11, identitiesAnswer: 12, signRequest: 13, signResponse: 14 } as const;

/** What OpenSSH's own agent keeps to: 256 KiB a message, 2,048 keys. */
const ANSWER_BYTES_MAX: number = 256 * 1024;
const IDENTITIES_MAX = 2048;
const LIST_TIMEOUT_MS = 10_000;
/** A person may have to touch a token, or to confirm. */
const SIGN_TIMEOUT_MS = 120_000;

/** An Ed25519 key that an agent holds. */
export type AgentKey = { readonly publicKey: Uint8Array; readonly comment: string; readonly blob: Uint8Array };

/** The Ed25519 keys of the agent behind a socket; others are passed over. The agent is untrusted. Throws KEY_REFUSED. */
export async function agentKeys(socketPath: string, timeoutMs: number = LIST_TIMEOUT_MS): Promise<readonly AgentKey[]> {
  const answer = new SshReader(
    await ask(socketPath, { number: MESSAGES.requestIdentities, body: new Uint8Array(0), timeoutMs }, MESSAGES.identitiesAnswer),
  );
  const count = answer.uint32();
  if (count === undefined || count > IDENTITIES_MAX) throw refuse(`expected at most ${IDENTITIES_MAX} keys`);
  const keys: AgentKey[] = [];
  for (let at = 0; at < count; at++) {
    const [blob, comment] = [answer.string(), answer.string()];
    if (blob === undefined || comment === undefined) throw refuse("its list of keys is cut short");
    const publicKey = parseSshEd25519Blob(blob);
    if (publicKey === undefined || !checkEd25519PublicKey(publicKey).ok) continue;
    keys.push({ publicKey, comment: textOf(comment) ?? "", blob });
  }
  if (answer.left !== 0) throw refuse("something follows its list of keys");
  return keys;
}

/** Has the agent sign a message with one of its keys: 64 bytes, which verify, or KEY_REFUSED. */
export async function agentSign(
  socketPath: string,
  { blob, publicKey }: AgentKey,
  message: Uint8Array,
  timeoutMs: number = SIGN_TIMEOUT_MS,
): Promise<Uint8Array> {
  const body = concat(sshString(blob), sshString(message), sshUint32(0));
  const answer = new SshReader(await ask(socketPath, { number: MESSAGES.signRequest, body, timeoutMs }, MESSAGES.signResponse));
  const signature = parseSshEd25519Signature(answer.string() ?? new Uint8Array(0));
  if (signature === undefined || answer.left !== 0 || !checkEd25519Signature(signature).ok)
    throw refuse("its signature is not an Ed25519 signature");
  if (!(await nodeSignatureChecks.ed25519(publicKey, message, signature))) throw refuse("its signature does not verify");
  return signature;
}

type Question = { readonly number: number; readonly body: Uint8Array; readonly timeoutMs: number };

/** One question on a connection of its own: the body of the answer, which must have the expected number. */
async function ask(socketPath: string, { number, body, timeoutMs }: Question, expected: number): Promise<Uint8Array> {
  const socket = connect(socketPath);
  const timer = setTimeout(() => socket.destroy(refuse(`it did not answer within ${timeoutMs / 1000} s`)), timeoutMs);
  try {
    socket.write(sshString(concat(Uint8Array.of(number), body)));
    const answer = await readMessage(socket);
    if (answer[0] !== expected)
      throw refuse(answer[0] === 5 ? "it refused" : `expected message ${expected}, got ${answer[0] ?? "none"}`);
    return answer.subarray(1);
  } catch (error) {
    throw error instanceof Failure ? error : new Failure("KEY_REFUSED", `could not reach the ssh-agent at ${socketPath}`, error);
  } finally {
    clearTimeout(timer);
    socket.destroy();
  }
}

async function readMessage(socket: Socket): Promise<Uint8Array> {
  let received: Uint8Array = new Uint8Array(0);
  for await (const chunk of socket as AsyncIterable<Uint8Array>) {
    received = concat(received, chunk);
    const length = new SshReader(received).uint32();
    if (length === undefined) continue;
    if (length === 0 || length > ANSWER_BYTES_MAX) throw refuse(`expected an answer of 1 to ${ANSWER_BYTES_MAX} bytes`);
    if (received.length >= 4 + length) {
      if (received.length > 4 + length) throw refuse("something follows its answer");
      return received.slice(4);
    }
  }
  throw refuse("it hung up");
}

function refuse(why: string): Failure {
  return new Failure("KEY_REFUSED", `could not use the ssh-agent: ${why}`);
}
