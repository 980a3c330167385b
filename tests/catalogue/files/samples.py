"""The smallest files of each kind that look like themselves."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20
JPEG = b"\xff\xd8\xff\xe0" + b"\0" * 20


def zipped(**entries: bytes) -> bytes:
    """A zip file; a name's “__” is a slash, its first “_” a dot."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in entries.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), content)
    return out.getvalue()


SAMPLES: Mapping[str, bytes] = {
    "a.jpg": JPEG,
    "a.jpeg": JPEG,
    "a.png": PNG,
    "a.gif": b"GIF89a" + b"\0" * 8,
    "a.webp": b"RIFF\0\0\0\0WEBPVP8 ",
    "a.tif": b"II*\0\x08\0\0\0",
    "a.tiff": b"MM\0*\0\0\0\x08",
    "a.jp2": b"\0\0\0\x0cjP  \r\n\x87\n\0\0",
    "a.pdf": b"%PDF-1.7\n%\xe2\xe3",
    "a.docx": zipped(word__document_xml=b"<w/>"),
    "a.xlsx": zipped(xl__workbook_xml=b"<w/>"),
    "a.pptx": zipped(ppt__presentation_xml=b"<w/>"),
    "a.odt": zipped(mimetype=b"application/vnd.oasis.opendocument.text", content_xml=b"<w/>"),
    "a.ods": zipped(mimetype=b"application/vnd.oasis.opendocument.spreadsheet", content_xml=b"<w/>"),
    "a.txt": "مصباح".encode(),
    "a.csv": b"a,b\r\n1,2\r\n",
    "a.mp4": b"\0\0\0\x20ftypisom\0\0\0\0",
    "a.m4v": b"\0\0\0\x20ftypM4V \0\0\0\0",
    "a.m4a": b"\0\0\0\x20ftypM4A \0\0\0\0",
    "a.mp3": b"ID3\x04\0\0\0\0\0\0",
    "a.wav": b"RIFF\0\0\0\0WAVEfmt ",
    "a.glb": b"glTF\x02\0\0\0\x10\0\0\0",
    "a.zip": zipped(anything=b"x"),
}
