"""Run by the press in a process of its own: sets one document, from ``content.json`` to ``done`` in a folder.

``python -m server.exchange.setting docx|pdf FOLDER``. What is to be said of it stands in ``said.txt``.
"""

import json
import sys
from pathlib import Path

from server.domain.snapshot import Content
from server.exchange.cannot_set import CannotSet
from server.exchange.pdf import set_pdf
from server.exchange.process import SAID, leave
from server.exchange.word_out import set_word


def main(form: str, folder: Path) -> None:
    """Leaves ``done``, and a remark where there is one; or only the reason why it cannot be set."""
    content: Content = json.loads((folder / "content.json").read_text("utf-8"))
    try:
        data, remark = (set_word(content), None) if form == "docx" else _pdf_with_remark(content)
    except CannotSet as fault:
        (folder / SAID).write_text(fault.message, "utf-8")
        return
    if remark:
        (folder / SAID).write_text(remark, "utf-8")
    leave(folder, data)


def _pdf_with_remark(content: Content) -> tuple[bytes, str | None]:
    made = set_pdf(content)
    if made.reason is None:
        return made.data, None
    kept = ", ".join(made.standards) or "none"
    return made.data, f"A PDF of text {content['text']} keeps of the standards {kept}: {made.reason}"


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
