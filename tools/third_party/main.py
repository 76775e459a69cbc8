"""Verifies a record and its documents as a third party would: with nothing but this file and Python.

    python verify_record.py ARCHIVE.zip [DOCUMENT …]
    python verify_record.py RECORD.jsonl [DOCUMENT …]
    python verify_record.py DOCUMENT.pdf

Each line of a record is an entry with its hash. The hash is SHA-256 over the entry without it, written with names
sorted, no white space, in UTF-8; "previous" is the hash of the entry before (64 zeros for the first). The text is
folded from its entries again, and each document is derived from it again: all that a document says must follow from
the record up to the number and hash ("head") that it prints.

A document is the exact JSON of a status document, or its PDF, which carries that JSON as an attachment. Whoever kept a
document, or the number and head that any document prints (--head 1038:9f3a41c7e0d2), finds with it a record that was
cut off or written again.

An archive of a meeting is a zip in which every file has the SHA-256 that `SHA256SUMS` says, every record ends where
`meeting.json` says, and every document that a record issued is there as JSON, Word and PDF, and no other file. The
names of people, the Word files and the pages of a PDF are in no record: of them the sums alone are compared.
"""

import argparse
import sys
import zipfile
from pathlib import Path

from tools.third_party import archive, pdf, records
from tools.third_party.reading import read
from tools.third_party.records import Kept

FAULTS = (ValueError, OSError)


def main(arguments: list[str]) -> list[str]:
    """The checks that hold, a sentence each. Raises one of FAULTS at the first that does not."""
    options = _parser().parse_intermixed_args(arguments)
    named = [*options.files, *options.pdf]
    if not named:
        raise ValueError("Name an archive, a record or a document.")
    first, *others = named
    if pdf.is_pdf(first):
        return [line for name in named for line in pdf.alone(name, options.digest)]
    kept = [_kept(name) for name in others]
    with read(first):
        if zipfile.is_zipfile(first):
            return archive.verify(first, kept, options.head)
        if _begins_as_a_zip(first):
            raise ValueError(f"{first}: it is a damaged archive")
        return records.verify(first, kept, options.head)


def _begins_as_a_zip(name: str) -> bool:
    with Path(name).open("rb") as file:
        return file.read(4) == b"PK\x03\x04"


def _kept(name: str) -> Kept:
    data = Path(name).read_bytes()
    return Kept(name, pdf.content_of(name) if pdf.is_pdf(name) else data)


def _parser() -> argparse.ArgumentParser:
    # Written out by hand above: a second description would drift from it.
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter, usage=argparse.SUPPRESS
    )
    parser.add_argument("files", nargs="*", metavar="FILE")
    parser.add_argument("--head", help="a head that somebody kept: NUMBER:DIGITS, or eight digits or more")
    parser.add_argument("--pdf", action="append", default=[], metavar="FILE", help="the PDF of a document")
    parser.add_argument("--digest", help="the digest as it is printed, where the PDF cannot be read")
    return parser


def run() -> None:
    """The program: what holds is printed, and what does not ends it with a sentence and exit code 1."""
    try:
        for line in main(sys.argv[1:]):
            print(line)  # noqa: T201  # It speaks to whoever runs it.
    except FAULTS as fault:
        sys.exit(f"It does not hold: {fault}")
