"""Signatures that anyone can check without us: Ed25519 (RFC 8032) over canonical JSON (after RFC 8785).

The key is derived from the installation's secret (HKDF, RFC 5869), so every process and machine that shares the secret
signs alike, and there is no second secret to keep. Public keys of secrets that were in use before stay published.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

_PURPOSE = b"ownvoice receipts, version 1"


def signing_key(secret: str) -> Ed25519PrivateKey:
    """The key that belongs to an installation's secret."""
    seed = HKDF(algorithm=SHA256(), length=32, salt=None, info=_PURPOSE).derive(secret.encode())
    return Ed25519PrivateKey.from_private_bytes(seed)


def public_key(key: Ed25519PrivateKey) -> str:
    """The 32 bytes of the public half, in base64url without padding."""
    return _base64url(key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw))


def key_id(public: str) -> str:
    """A short name of a public key: the first 16 hexadecimal digits of the SHA-256 of its bytes."""
    return hashlib.sha256(_bytes(public)).hexdigest()[:16]


def published_keys(secrets: Sequence[str]) -> dict[str, Any]:
    """What is published for checking, as a JSON Web Key Set (RFC 7517, RFC 8037); the first key signs today."""
    publics = [public_key(signing_key(secret)) for secret in secrets]
    return {
        "keys": [
            {"kty": "OKP", "crv": "Ed25519", "use": "sig", "kid": key_id(public), "x": public}
            for public in publics
        ]
    }


def canonical(document: Mapping[str, Any]) -> bytes:
    """One way to write a document down: keys in order, no blanks, UTF-8. Numbers are whole numbers only."""
    return json.dumps(
        document, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    ).encode()


def sign(document: Mapping[str, Any], secret: str) -> dict[str, Any]:
    """The document with a `signature` over everything else in it."""
    key = signing_key(secret)
    public = public_key(key)
    return {
        **document,
        "signature": {
            "algorithm": "Ed25519",
            "key": key_id(public),
            "value": _base64url(key.sign(canonical(document))),
        },
    }


def is_signed_by(document: Mapping[str, Any], keys: Mapping[str, Any]) -> bool:
    """Whether one of the published keys signed exactly this document. Anything malformed is not signed."""
    rest = {name: value for name, value in document.items() if name != "signature"}
    signature = document.get("signature")
    if not isinstance(signature, Mapping):
        return False
    found = keys.get("keys")
    for key in found if isinstance(found, list) else []:
        if not isinstance(key, Mapping) or key.get("kid") != signature.get("key"):
            continue
        try:
            Ed25519PublicKey.from_public_bytes(_bytes(str(key.get("x", "")))).verify(
                _bytes(str(signature.get("value", ""))), canonical(rest)
            )
        except (InvalidSignature, ValueError, RecursionError):
            continue
        return True
    return False


def _base64url(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _bytes(text: str) -> bytes:
    """Raises ValueError where the text isn't base64url."""
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
