"""Real PKCS#11 tokens for tests: SoftHSM2 in a folder of its own, optionally seen through OpenSC's spy."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pkcs11
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from pkcs11.util.ec import decode_ec_private_key, encode_named_curve_parameters
from pkcs11.util.rsa import decode_rsa_private_key

USER_PIN = "135246"
_MODULES = (
    "/usr/lib/softhsm/libsofthsm2.so",
    "/usr/lib64/pkcs11/libsofthsm2.so",
    "/usr/local/lib/softhsm/libsofthsm2.so",
)
_SPIES = ("/usr/lib/x86_64-linux-gnu/pkcs11-spy.so", "/usr/lib64/pkcs11-spy.so", "/usr/lib/pkcs11-spy.so")


@dataclass(frozen=True)
class SoftHsm:
    """The module (the spy's, where there is one), and the calls that went through it."""

    module: Path
    spied: Path | None

    def make_token(self, label: str) -> None:
        """Initialise a token; the module is asked to look again."""
        command = [
            "softhsm2-util",
            "--init-token",
            "--free",
            "--label",
            label,
            "--pin",
            USER_PIN,
            "--so-pin",
            "99999999",
        ]
        subprocess.run(command, check=True, capture_output=True)
        pkcs11.lib(str(self.module)).reinitialize()

    def put(
        self,
        label: str,
        key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey | None,
        certificates: dict[str, bytes],
        identifier: bytes = b"\x01",
    ) -> None:
        """Write a private key and certificates (label → DER) to a token."""
        token = pkcs11.lib(str(self.module)).get_token(token_label=label)
        with token.open(rw=True, user_pin=USER_PIN) as session:
            if key is not None:
                session.create_object(
                    {**_attributes(key), pkcs11.Attribute.ID: identifier, pkcs11.Attribute.TOKEN: True}
                )
            for name, der in certificates.items():
                session.create_object(
                    {
                        pkcs11.Attribute.CLASS: pkcs11.ObjectClass.CERTIFICATE,
                        pkcs11.Attribute.CERTIFICATE_TYPE: pkcs11.CertificateType.X_509,
                        pkcs11.Attribute.TOKEN: True,
                        pkcs11.Attribute.PRIVATE: False,
                        pkcs11.Attribute.LABEL: name,
                        pkcs11.Attribute.ID: identifier,
                        pkcs11.Attribute.SUBJECT: b"\x30\x00",
                        pkcs11.Attribute.VALUE: der,
                    }
                )

    def calls(self, function: str) -> int:
        """How often the module was asked for ``function`` so far. Skips where there is no spy."""
        if self.spied is None:
            pytest.skip("no pkcs11-spy (package opensc) on this machine")
        return self.spied.read_text(errors="replace").count(f": {function}\n")


def _attributes(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) -> dict[Any, Any]:
    form = serialization.PrivateFormat.TraditionalOpenSSL
    der = key.private_bytes(serialization.Encoding.DER, form, serialization.NoEncryption())
    if isinstance(key, rsa.RSAPrivateKey):
        return decode_rsa_private_key(der)
    attributes = decode_ec_private_key(der)
    attributes[pkcs11.Attribute.EC_PARAMS] = encode_named_curve_parameters("secp256r1")
    return attributes


@pytest.fixture(scope="session")
def softhsm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SoftHsm]:
    """SoftHSM2 with an empty token folder; the test is skipped where it is not installed."""
    module = next((Path(name) for name in _MODULES if Path(name).is_file()), None)
    if module is None or shutil.which("softhsm2-util") is None:
        pytest.skip("no SoftHSM2 on this machine")
    folder = tmp_path_factory.mktemp("softhsm")
    (folder / "tokens").mkdir()
    (folder / "softhsm2.conf").write_text(f"directories.tokendir = {folder / 'tokens'}\nobjectstore.backend = file\n")
    kept = {name: os.environ.get(name) for name in ("SOFTHSM2_CONF", "PKCS11SPY", "PKCS11SPY_OUTPUT")}
    os.environ["SOFTHSM2_CONF"] = str(folder / "softhsm2.conf")
    spy = next((Path(name) for name in _SPIES if Path(name).is_file()), None)
    spied = None
    if spy is not None:
        spied = folder / "calls"
        os.environ["PKCS11SPY"] = str(module)
        os.environ["PKCS11SPY_OUTPUT"] = str(spied)
    used = spy or module
    try:
        yield SoftHsm(used, spied)
    finally:
        pkcs11.unload(str(used))
        for name, value in kept.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
