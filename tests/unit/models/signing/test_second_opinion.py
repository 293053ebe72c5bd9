"""What others say of our signatures: pyHanko's own validator, poppler's pdfsig, OpenSSL."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from asn1crypto import x509
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from models.signing.cms import cut_der
from models.signing.frame import CMS_ROOM
from tests.helpers.pki import NOW
from tests.unit.models.signing.conftest import House


def tool(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"no {name} on this machine")
    return found


def test_pyhanko_says_valid_trusted_and_untouched(house: House) -> None:
    reader = PdfFileReader(io.BytesIO(house.signed.pdf))
    (embedded,) = reader.embedded_signatures
    context = ValidationContext(trust_roots=[x509.Certificate.load(house.root.der)], moment=NOW, allow_fetching=False)
    status = validate_pdf_signature(embedded, context)
    assert status.bottom_line
    assert status.valid
    assert status.trusted
    assert status.coverage == SignatureCoverageLevel.ENTIRE_FILE
    assert status.modification_level == ModificationLevel.NONE
    assert embedded.sig_object["/SubFilter"] == "/ETSI.CAdES.detached"
    assert status.signer_reported_dt == NOW


def test_pdfsig_says_valid(house: House, tmp_path: Path) -> None:
    path = tmp_path / "ballot.pdf"
    path.write_bytes(house.signed.pdf)
    run = subprocess.run([tool("pdfsig"), "-nocert", str(path)], capture_output=True, text=True, check=False)
    assert "Signature is Valid." in run.stdout
    assert "Total document signed" in run.stdout
    assert "ETSI.CAdES.detached" in run.stdout
    path.write_bytes(house.signed.pdf.replace(b"9012", b"9013"))
    run = subprocess.run([tool("pdfsig"), "-nocert", str(path)], capture_output=True, text=True, check=False)
    assert "Signature is Valid." not in run.stdout


def test_openssl_verifies_the_signature_and_its_chain(house: House, tmp_path: Path) -> None:
    pdf = house.signed.pdf
    numbers = [int(n) for n in re.findall(rb"/ByteRange\[(\d+) (\d+) (\d+) (\d+)", pdf)[0]]
    content = pdf[: numbers[1]] + pdf[numbers[2] : numbers[2] + numbers[3]]
    assert numbers[0] == 0
    assert numbers[2] + numbers[3] == len(pdf)
    room = numbers[1] + 1
    (tmp_path / "content").write_bytes(content)
    (tmp_path / "cms").write_bytes(cut_der(bytes.fromhex(pdf[room : room + 2 * CMS_ROOM].decode())))
    (tmp_path / "root.pem").write_bytes(house.root.certificate.public_bytes(Encoding.PEM))
    command = [
        tool("openssl"), "cms", "-verify", "-inform", "DER", "-in", "cms", "-content", "content", "-binary",
        "-CAfile", "root.pem", "-purpose", "any", "-attime", str(int(NOW.timestamp())), "-out", "out",
    ]  # fmt: skip
    run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    (tmp_path / "content").write_bytes(content.replace(b"9012", b"9013"))
    assert subprocess.run(command, cwd=tmp_path, capture_output=True, check=False).returncode != 0
