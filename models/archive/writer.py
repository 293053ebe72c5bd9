"""The archive as a file: a zip of plain parts, each checkable with public tools (see its README)."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from models.archive.data import ArchiveData
from models.epochs import EpochStatement, signed_epoch_bytes
from models.leaves import signed_result_bytes
from models.ledger import SignedHead
from models.statements import instant_text

FORMAT: Final = 1
INDEX: Final = "archive.json"
_README: Final = Path(__file__).resolve().parents[2] / "resources" / "archive" / "README.md"
_STAMP: Final = (2026, 1, 1, 0, 0, 0)  # zip entries carry no time of their own: the same data, the same bytes


def write_archive(data: ArchiveData) -> bytes:
    """Bytes of the zip. The same data yields the same bytes."""
    parts: dict[str, bytes] = {"README.md": _README.read_bytes()}
    index: dict[str, Any] = {
        "format": FORMAT,
        "type": "ecabinet-archive",
        "ballot": data.ballot,
        "exported_at": instant_text(data.exported_at),
        "members": [[m.person, m.name, m.title, m.is_pm] for m in data.members],
    }
    _add_keys(data, parts, index)
    head = SignedHead.decode(data.head)
    parts["head/signed.bin"], parts["head/signature.bin"] = head.signed_bytes, head.signature
    index["head"] = {
        "epoch": head.epoch,
        "size": head.head.size,
        "root": head.head.root.hex(),
        "time": instant_text(head.head.time),
        "encoded": data.head.hex(),
    }
    index["leaves"] = []
    for leaf in data.leaves:
        name = f"leaves/{leaf.number:08d}.bin"
        parts[name] = leaf.data
        index["leaves"].append(
            {"number": leaf.number, "kind": leaf.kind, "file": name, "proof": [p.hex() for p in leaf.proof]}
        )
    index["answers"] = []
    for answer in data.answers:
        name = f"answers/{answer.leaf:08d}.pdf"
        parts[name] = answer.pdf
        entry = {"leaf": answer.leaf, "person": answer.person, "file": name}
        if answer.long_term is not None:
            parts[f"answers/{answer.leaf:08d}-lt.pdf"] = answer.long_term
            entry["long_term"] = f"answers/{answer.leaf:08d}-lt.pdf"
        index["answers"].append(entry)
    index["results"] = []
    for result in data.results:
        stem = f"results/{result.number}"
        parts[f"{stem}.json"] = result.statement
        parts[f"{stem}.signed"] = signed_result_bytes(result.statement)
        parts[f"{stem}.sig"] = result.signature
        index["results"].append({"number": result.number, "epoch": result.epoch, "leaf": result.leaf, "file": stem})
    index["files"] = {name: hashlib.sha256(part).hexdigest() for name, part in parts.items()}
    parts[INDEX] = json.dumps(index, ensure_ascii=False, indent=1, sort_keys=True).encode()
    return _zip(parts)


def archive_name(number: str, moment: datetime) -> str:
    """A file name for the archive of ballot ``number``."""
    safe = "".join(letter if letter.isalnum() else "-" for letter in number)
    return f"luu-tru-{safe}-{moment:%Y%m%d}.zip"


def _add_keys(data: ArchiveData, parts: dict[str, bytes], index: dict[str, Any]) -> None:
    parts["keys/root.pem"] = pem_key(data.root_key)
    index["root_key"] = data.root_key.hex()
    index["epochs"] = []
    for statement, signature in data.epochs:
        epoch = EpochStatement.decode(statement)
        stem = f"epochs/{epoch.number}"
        parts[f"{stem}.json"] = statement
        parts[f"{stem}.signed"] = signed_epoch_bytes(statement)
        parts[f"{stem}.sig"] = signature
        parts[f"keys/checkpoint-{epoch.number}.pem"] = pem_key(epoch.checkpoint_key)
        index["epochs"].append({"number": epoch.number, "file": stem})
    index["certificates"] = []
    for number, (person, der) in enumerate(data.certificates, start=1):
        name = f"certificates/{number:03d}.pem"
        parts[name] = _pem_certificate(der)
        index["certificates"].append({"person": person, "file": name})
    index["anchors"] = []
    for number, anchor in enumerate(data.anchors, start=1):
        name = f"anchors/{number:03d}.pem"
        parts[name] = _pem_certificate(anchor.der)
        index["anchors"].append({"file": name, "is_root": anchor.is_root, "is_test": anchor.is_test})


def pem_key(raw: bytes) -> bytes:
    """A raw Ed25519 public key as PEM."""
    key = Ed25519PublicKey.from_public_bytes(raw)
    return key.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)


def _pem_certificate(der: bytes) -> bytes:
    return x509.load_der_x509_certificate(der).public_bytes(serialization.Encoding.PEM)


def _zip(parts: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(parts):
            entry = zipfile.ZipInfo(name, _STAMP)
            entry.external_attr = 0o644 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, parts[name])
    return buffer.getvalue()
