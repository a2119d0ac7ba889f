"""A passkey of a device that exists in the test alone, as its browser hands it over."""

import json
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric import ec
from django.test import Client
from django.urls import reverse
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import Aaguid, AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData

DEVICE = b"a device of tests"
FLAG = AuthenticatorData.FLAG


def add_passkey(client: Client) -> None:
    """Open the page that adds one, and send what the device answers to it."""
    page = client.get(reverse("mfa_add_webauthn"))
    challenge = page.context["js_data"]["creation_options"]["publicKey"]["challenge"]
    client.post(reverse("mfa_add_webauthn"), {"name": "Of tests", "credential": credential_for(challenge)})


def credential_for(challenge: str) -> str:
    key = ES256.from_cryptography_key(ec.generate_private_key(ec.SECP256R1()).public_key())
    attested = AttestedCredentialData.create(Aaguid.NONE, DEVICE, key)
    data = AuthenticatorData.create(sha256(b"localhost").digest(), FLAG.UP | FLAG.UV | FLAG.AT, 0, attested)
    response = {
        "clientDataJSON": websafe_encode(CollectedClientData.create("webauthn.create", challenge, "https://localhost")),
        "attestationObject": websafe_encode(AttestationObject.create("none", data, {})),
    }
    name = websafe_encode(DEVICE)
    return json.dumps(
        {"id": name, "rawId": name, "type": "public-key", "response": response, "clientExtensionResults": {}}
    )
