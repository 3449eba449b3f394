"""Verifies a DSSE envelope (file 1) with a hexadecimal Ed25519 public key, by securesystemslib; prints the payload's predicate type."""
import base64
import json
import sys

from securesystemslib.signer import Signature, SSlibKey

with open(sys.argv[1], encoding="utf-8") as file:
    envelope = json.load(file)
assert sorted(envelope) == ["payload", "payloadType", "signatures"], sorted(envelope)
payload = base64.b64decode(envelope["payload"], validate=True)
kind = envelope["payloadType"].encode()
pae = b"DSSEv1 %d %b %d %b" % (len(kind), kind, len(payload), payload)
assert envelope["signatures"]
for signature in envelope["signatures"]:
    # DSSE's key id is any hint; this library's own must be hexadecimal.
    keyid = signature["keyid"].encode().hex()
    key = SSlibKey(keyid, "ed25519", "ed25519", {"public": sys.argv[2]})
    # Raises unless the signature verifies.
    key.verify_signature(Signature(keyid, base64.b64decode(signature["sig"], validate=True).hex()), pae)
statement = json.loads(payload)
assert statement["_type"] == "https://in-toto.io/Statement/v1", statement["_type"]
print(statement["predicateType"])
