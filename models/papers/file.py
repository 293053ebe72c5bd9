"""Pages, an attached file and a place for a signature, put together as a PDF file."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime

from models.pdf.layout import PAGE_HEIGHT, PAGE_WIDTH
from models.pdf.stamps import FIELD_NAME
from models.pdf.writer import CATALOG, PAGE_TREE, PdfFile, font_resources, number, stream, text_string


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file inside the file (ISO 32000-1, section 7.11.4): canonical JSON for machines. ``name`` in ASCII."""

    name: str
    description: str
    modified: datetime
    data: bytes


@dataclass(frozen=True, slots=True)
class Place:
    """Where a signature is to stand: page from 0, lower left corner and size in millipoints."""

    page: int
    x: int
    y: int
    width: int
    height: int


def assemble(operators: list[str], shown_name: str, attachment: Attachment, place: Place | None = None) -> bytes:
    """The file. ``operators``: one text for each page; the file's identifier follows from the attachment."""
    file = PdfFile()
    pages = [file.reserve() for _ in operators]
    embedded = file.add(_embedded(attachment))
    specification = file.add(
        f"<</Type/Filespec/F({attachment.name})/UF({attachment.name})/AFRelationship/Data"
        f"/Desc{text_string(attachment.description)}/EF<</F {embedded} 0 R/UF {embedded} 0 R>>>>".encode("ascii")
    )
    metadata = file.add(stream("/Type/Metadata/Subtype/XML", _xmp(shown_name)))
    field = None if place is None else file.reserve()
    for i, (page, text) in enumerate(zip(pages, operators, strict=True)):
        content = file.add(stream("", text.encode("ascii")))
        annotations = f"/Annots[{field} 0 R]" if place is not None and place.page == i else ""
        file.put(
            page,
            f"<</Type/Page/Parent {PAGE_TREE} 0 R/MediaBox[0 0 {number(PAGE_WIDTH)} {number(PAGE_HEIGHT)}]"
            f"/Resources<<{font_resources()}>>/Contents {content} 0 R{annotations}>>".encode("ascii"),
        )
    kids = " ".join(f"{page} 0 R" for page in pages)
    file.put(PAGE_TREE, f"<</Type/Pages/Count {len(pages)}/Kids[{kids}]>>".encode("ascii"))
    form = "" if field is None else f"/AcroForm<</Fields[{field} 0 R]/SigFlags 3>>"
    file.put(
        CATALOG,
        f"<</Type/Catalog/Pages {PAGE_TREE} 0 R/Lang(vi-VN)/Metadata {metadata} 0 R/AF[{specification} 0 R]"
        f"/Names<</EmbeddedFiles<</Names[({attachment.name}){specification} 0 R]>>>>{form}"
        f"/ViewerPreferences<</DisplayDocTitle true>>>>".encode("ascii"),
    )
    if field is not None and place is not None:
        # Last before the cross-reference table, in this one form: signing finds it there.
        corners = (place.x, place.y, place.x + place.width, place.y + place.height)
        rectangle = " ".join(number(v) for v in corners)
        file.put(
            field,
            f"<</Type/Annot/Subtype/Widget/FT/Sig/T({FIELD_NAME})/F 132/P {pages[place.page]} 0 R"
            f"/Rect[{rectangle}]>>".encode("ascii"),
        )
    return file.finish(hashlib.sha256(attachment.data).digest()[:16])


def _embedded(attachment: Attachment) -> bytes:
    moment = attachment.modified.astimezone(UTC).strftime("D:%Y%m%d%H%M%SZ")
    size = len(attachment.data)
    return stream(
        f"/Type/EmbeddedFile/Subtype/application#2Fjson/Params<</Size {size}/ModDate({moment})>>", attachment.data
    )


def _xmp(shown_name: str) -> bytes:
    escaped = shown_name.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f'<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{escaped}</rdf:li></rdf:Alt></dc:title>'
        "<dc:language><rdf:Bag><rdf:li>vi-VN</rdf:li></rdf:Bag></dc:language>"
        '</rdf:Description></rdf:RDF></x:xmpmeta>\n<?xpacket end="r"?>'
    ).encode()
