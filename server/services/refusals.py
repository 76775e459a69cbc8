"""The code of a refusal is kept, and its sentence made again from that (W13).

Its code is kept for ever, and neither its sentence, which may quote words, nor what was refused: a refused command
leaves little behind. When the same command comes again, the sentence is made from the code.
"""

from collections.abc import Mapping
from typing import Any, Final

Outcome = dict[str, Any]

_SENTENCES: Final = {
    "agreed_since": "The paragraph was agreed or reopened since you last saw it; look at it again.",
    "base_too_old": "The paragraph has changed too often since; look at it again.",
    "changed_since": "It changed since you looked at it; look at it again.",
    "forbidden": "This is not for you to do.",
    "frozen": "The paragraph was agreed and frozen.",
    "held": "The Chair held the paragraph for a moment.",
    "malformed": "The command was not in order.",
    "not_your_delegation": "You may not act for that delegation.",
    "not_yours": "Those words are not yours to change.",
    "quota_characters": "There was no room for so many characters within an hour.",
    "quota_paragraphs": "There was no room for so many paragraphs within an hour.",
    "quota_record": "There was no room for so much record within an hour.",
    "settled": "The proposal was decided already.",
    "target_gone": "The words that you replaced were gone.",
    "withdrawn": "The paragraph was withdrawn.",
}


def kept(outcome: Outcome) -> Outcome:
    """The part of an outcome that is kept."""
    refused = outcome.get("refused")
    return outcome if refused is None else {**outcome, "refused": {"code": refused["code"]}}


def said_again(outcome: Mapping[str, Any]) -> Outcome:
    """An outcome that was kept, with a sentence. Those that older versions kept have their own."""
    refused = outcome.get("refused")
    if refused is None or "message" in refused:
        return dict(outcome)
    code = refused["code"]
    sentence = _SENTENCES.get(code, f"The reason was “{code}”.")
    return {**outcome, "refused": {"code": code, "message": f"This was refused before. {sentence}"}}
