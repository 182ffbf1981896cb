"""A passkey in software: what a phone answers to a page that asks for one (WebAuthn Level 2, 6.3 and 6.5)."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import Aaguid, AttestationObject, AttestedCredentialData, AuthenticatorData

FLAG = AuthenticatorData.FLAG


class SoftwarePasskey:
    """One resident key for one site."""

    def __init__(self, *, host: str = "testserver") -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.id = b"software-passkey"
        self.host = host
        self.user_handle = ""

    def register(self, options: dict[str, Any]) -> str:
        """The credential for `creation_options`, as the page's script posts it."""
        public = options["publicKey"]
        self.user_handle = public["user"]["id"]
        credential = AttestedCredentialData.create(
            Aaguid(bytes(16)), self.id, ES256.from_cryptography_key(self.key.public_key())
        )
        data = AuthenticatorData.create(
            sha256(self.host.encode()).digest(), FLAG.UP | FLAG.UV | FLAG.AT, 0, bytes(credential)
        )
        response = {
            "clientDataJSON": self._client_data("webauthn.create", public["challenge"])[1],
            "attestationObject": websafe_encode(bytes(AttestationObject.create("none", data, {}))),
            "transports": ["internal"],
        }
        return self._posted(response, {"credProps": {"rk": True}})

    def sign(self, options: dict[str, Any]) -> str:
        """The assertion for `request_options`, as the page's script posts it."""
        raw, encoded = self._client_data("webauthn.get", options["publicKey"]["challenge"])
        data = bytes(AuthenticatorData.create(sha256(self.host.encode()).digest(), FLAG.UP | FLAG.UV, 1))
        signature = self.key.sign(data + sha256(raw).digest(), ec.ECDSA(SHA256()))
        response = {
            "clientDataJSON": encoded,
            "authenticatorData": websafe_encode(data),
            "signature": websafe_encode(signature),
            "userHandle": self.user_handle,
        }
        return self._posted(response, {})

    def _client_data(self, kind: str, challenge: str) -> tuple[bytes, str]:
        raw = json.dumps({"type": kind, "challenge": challenge, "origin": f"https://{self.host}"}).encode()
        return raw, websafe_encode(raw)

    def _posted(self, response: dict[str, Any], extensions: dict[str, Any]) -> str:
        name = websafe_encode(self.id)
        return json.dumps({
            "type": "public-key", "id": name, "rawId": name, "authenticatorAttachment": "platform",
            "response": response, "clientExtensionResults": extensions,
        })  # fmt: skip
