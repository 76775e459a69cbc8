"""The smallest PDF that carries a content as Adref's do: it shows nothing."""

from server.exchange.pdf_file import Part, PdfFile

HEAD = b"%PDF-1.7\n%\x80\x80\x80\x80\n\n"


def carrying(content: bytes) -> bytes:
    part = Part(b"<</Type/EmbeddedFile/Length %d>>" % len(content), content)
    return PdfFile(HEAD, {1: part}, b"<</Size 2>>").written()
