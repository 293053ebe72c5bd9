"""A real timestamp authority, OCSP responder and CRL on loopback: certomancer behind wsgiref."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from certomancer.integrations.animator import Animator, AnimatorArchStore
from certomancer.registry import ArchLabel, CertLabel, CertomancerConfig
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs12

from models.signing.software import SoftwareKey, import_pkcs12

PIN = "246813"
_SIGNERS = {"signer": "Bộ trưởng Bộ Công Thương", "revoked": "Bộ trưởng đã thôi giữ chức"}
_CERTIFICATES = ("root", "interm", "ocsp", "rootocsp", "tsa", *_SIGNERS)


@dataclass(frozen=True)
class TrustServices:
    """Addresses and keys of a running authority. ``requests`` counts what was asked of it."""

    folder: Path
    prefix: str
    architecture: Any
    requests: list[str]

    @property
    def tsa_url(self) -> str:
        return f"{self.prefix}/testing/tsa/tsa"

    @property
    def root(self) -> bytes:
        return self.certificate("root")

    def certificate(self, label: str) -> bytes:
        return bytes(self.architecture.get_cert(CertLabel(label)).dump())

    def key(self, label: str) -> SoftwareKey:
        """A software key with the certificate of ``signer`` or ``revoked`` and the intermediate."""
        private = serialization.load_pem_private_key((self.folder / f"{label}.pem").read_bytes(), None)
        assert isinstance(private, ec.EllipticCurvePrivateKey)
        own, above = (x509.load_der_x509_certificate(self.certificate(name)) for name in (label, "interm"))
        file = pkcs12.serialize_key_and_certificates(None, private, own, [above], serialization.NoEncryption())
        return import_pkcs12(file, "", PIN, is_test=True)


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def trust_services(folder: Path) -> Iterator[TrustServices]:
    """Run the services until the context is left."""
    for label in _CERTIFICATES:
        pem = ec.generate_private_key(ec.SECP256R1()).private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        (folder / f"{label}.pem").write_bytes(pem)
    server = make_server("127.0.0.1", 0, _not_ready, server_class=WSGIServer, handler_class=_Quiet)
    prefix = f"http://127.0.0.1:{server.server_port}"
    config = CertomancerConfig(_config(prefix), key_search_dir=str(folder))
    requests: list[str] = []
    animator = Animator(AnimatorArchStore(config.pki_archs), with_web_ui=False)

    def counted(environment: Any, start: Any) -> Any:
        requests.append(environment["PATH_INFO"])
        return animator(environment, start)

    server.set_app(counted)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield TrustServices(folder, prefix, config.pki_archs[ArchLabel("testing")], requests)
    finally:
        server.shutdown()
        thread.join(5)
        server.server_close()


def _not_ready(_environment: Any, start: Any) -> list[bytes]:
    start("503 Service Unavailable", [])
    return []


def _config(prefix: str) -> dict[str, Any]:
    now = datetime.now(UTC)
    validity = {
        "valid-from": (now - timedelta(days=900)).isoformat(),
        "valid-to": (now + timedelta(days=900)).isoformat(),
    }

    def extension(name: str, schema: str, params: Any) -> dict[str, Any]:
        return {"id": name, "critical": schema == "key-usage", "smart-value": {"schema": schema, "params": params}}

    signing = extension("key_usage", "key-usage", ["digital_signature", "non_repudiation"])
    by_ocsp = extension("authority_information_access", "aia-urls", {"ocsp-responder-names": ["interm"]})
    by_crl = extension("crl_distribution_points", "crl-dist-url", {"crl-repo-names": ["root"]})
    stamping = {"id": "extended_key_usage", "critical": True, "value": ["time_stamping"]}
    stamps = extension("key_usage", "key-usage", ["digital_signature"])
    from_interm = {"issuer": "interm", "validity": validity}
    certificates: dict[str, Any] = {
        "root": {"subject": "root", "issuer": "root", "validity": validity, "profiles": [{"id": "simple-ca"}]},
        "interm": {
            "issuer": "root", "validity": validity, "extensions": [by_crl],
            "profiles": [{"id": "simple-ca", "params": {"max-path-len": 0}}],
        },
        "ocsp": {**from_interm, "profiles": [{"id": "ocsp-responder"}]},
        "tsa": {"issuer": "root", "validity": validity, "extensions": [by_crl, stamping, stamps]},
        "signer": {**from_interm, "extensions": [signing, by_ocsp]},
        "revoked": {
            **from_interm, "extensions": [signing, by_ocsp],
            "revocation": {"revoked-since": (now - timedelta(days=2)).isoformat(), "reason": "cessation_of_operation"},
        },
    }  # fmt: skip
    names = {label: {"common-name": _SIGNERS.get(label, label)} for label in _CERTIFICATES}
    return {
        "external-url-prefix": prefix,
        "keysets": {"testing": {"keys": {label: {"path": f"{label}.pem"} for label in _CERTIFICATES}}},
        "pki-architectures": {
            "testing": {
                "keyset": "testing",
                "entities": names,
                "certs": certificates,
                "services": {
                    "ocsp": {"interm": {"for-issuer": "interm", "responder-cert": "ocsp", "signing-key": "ocsp"}},
                    "crl-repo": {
                        "root": {"for-issuer": "root", "signing-key": "root", "simulated-update-schedule": "P90D"}
                    },
                    "time-stamping": {"tsa": {"signing-cert": "tsa", "signing-key": "tsa"}},
                },
            }
        },
    }
