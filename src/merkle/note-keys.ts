import { assert, type Checked, type Clock, no, utf8, yes } from "../lib/index.ts";
import { parseCheckpoint, parseClaimedCheckpoint, type TreeHead } from "./checkpoint.ts";
import {
  ed25519CosignatureMessage,
  formatTimestampedSignature,
  mlDsa44CheckpointMessage,
  parseTimestampedSignature,
  SIGNATURE_BYTES,
} from "./cosignature.ts";
import { checkEd25519Signature } from "./ed25519-key.ts";
import type { NoteSigner, NoteVerifier, SignatureFault, Signed } from "./open-note.ts";
import { KEY_TYPES, type Vkey } from "./vkey.ts";

/** The two signature algorithms, handed in: WebCrypto or node:crypto, and an ML-DSA-44 (FIPS 204, pure, empty context). */
export type SignatureChecks = {
  ed25519(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): Promise<boolean>;
  mlDsa44(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): Promise<boolean>;
};

/** A verifier that knows which vkey it is of. */
export type VkeyVerifier = NoteVerifier & { readonly vkey: Vkey };

/** The verifier of a vkey, by its signature type. Cosignatures are only good on checkpoints. */
export function createVerifier(vkey: Vkey, checks: SignatureChecks): VkeyVerifier {
  const verify = (text: string, signature: Uint8Array) => verifySignature(vkey, checks, text, signature);
  return { vkey, name: vkey.name, keyId: vkey.keyId, verify };
}

type Answer = Checked<Signed, SignatureFault>;

function verifySignature(vkey: Vkey, checks: SignatureChecks, text: string, signature: Uint8Array): Promise<Answer> {
  switch (vkey.type) {
    case KEY_TYPES.ed25519Note:
      return verifyEd25519(vkey, checks, { message: utf8(text), signature, time: undefined });
    case KEY_TYPES.ed25519Cosignature:
      return verifyCosignature(text, signature, SIGNATURE_BYTES.ed25519, ({ time, signature }) =>
        verifyEd25519(vkey, checks, { message: ed25519CosignatureMessage(text, time), signature, time }),
      );
    case KEY_TYPES.mlDsa44Cosignature:
      return verifyCosignature(text, signature, SIGNATURE_BYTES.mlDsa44, async ({ time, signature, head }) => {
        const message = mlDsa44CheckpointMessage(vkey.name, head, time);
        return (await checks.mlDsa44(vkey.publicKey, message, signature))
          ? yes({ time })
          : refuse("the signature does not verify");
      });
  }
}

type Timestamped = { readonly time: bigint; readonly signature: Uint8Array; readonly head: TreeHead };

async function verifyCosignature(
  text: string,
  bytes: Uint8Array,
  signatureBytes: number,
  verify: (parts: Timestamped) => Promise<Answer>,
): Promise<Answer> {
  const stamped = parseTimestampedSignature(bytes, signatureBytes);
  if (!stamped.ok) return refuse(`expected ${stamped.fault.expected}`);
  // What was signed, right or wrong: a log that signs a wrong root has signed it.
  const head = parseClaimedCheckpoint(text);
  return head.ok ? verify({ ...stamped.value, head: head.value }) : refuse("a cosignature stands on a checkpoint only");
}

type Ed25519Claim = { readonly message: Uint8Array; readonly signature: Uint8Array; readonly time: bigint | undefined };

async function verifyEd25519(vkey: Vkey, checks: SignatureChecks, { message, signature, time }: Ed25519Claim): Promise<Answer> {
  const strict = checkEd25519Signature(signature);
  if (!strict.ok) return refuse(`the signature is refused: ${strict.fault.reason}`);
  return (await checks.ed25519(vkey.publicKey, message, signature)) ? yes({ time }) : refuse("the signature does not verify");
}

/** Signs bytes with a private key that stays where it is. */
export type Sign = (message: Uint8Array) => Promise<Uint8Array>;

/**
 * The signer of a vkey of ours. `sign` makes plain Ed25519 or ML-DSA-44 signatures with the private half; the time of a cosignature
 * is `clock`'s, in whole seconds.
 */
export function createSigner(vkey: Vkey, sign: Sign, clock: Clock): NoteSigner {
  const { name, keyId, type } = vkey;
  if (type === KEY_TYPES.ed25519Note) return { name, keyId, sign: (text) => sign(utf8(text)) };
  return {
    name,
    keyId,
    async sign(text) {
      const head = parseCheckpoint(text);
      assert(head.ok, "a cosignature stands on a checkpoint only");
      // A double is whole here, so the conversion cannot fail.
      const time = BigInt(Math.floor(clock() / 1000));
      const cosigned = type === KEY_TYPES.ed25519Cosignature ? ed25519CosignatureMessage(text, time) : undefined;
      const signature = await sign(cosigned ?? mlDsa44CheckpointMessage(name, head.value, time));
      return formatTimestampedSignature({ time, signature });
    },
  };
}

function refuse(reason: string): Answer {
  return no({ kind: "bad-signature", reason });
}
