"""The code of a refusal is kept, and its sentence made again from that (W13).

Its code is kept for ever, and neither its sentence, which may quote words, nor what was refused: a refused command
leaves little behind. When the same command comes again, the sentence is made from the code. Sentences that an earlier
version kept are not shown either: nobody can prove them.
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

CODES: Final = frozenset(
    """
    agreed_since ahead already_agreed already_open already_tabled archived attributes_on_delete bad_attributes
    bad_length bad_value base_too_old before_opening bidi_override built_on changed_since collision control_character
    duplicate_id empty_insert forbidden frozen future held inside_insertion inside_own inside_proposal internal
    last_sponsor lone_surrogate malformed marks_remain no_position noncharacter not_a_list not_a_sponsor
    not_a_wording not_agreed not_an_op not_found not_one_action not_text not_the_last not_your_delegation not_yours
    nothing_to_agree null_on_insert objection_stands outside_parent own_proposal own_words parent_gone past_end
    quota_characters quota_paragraphs quota_record reason_required repairs_remain settled several_sponsors split_pair
    sponsored sponsors_differ stacked_marks target_gone too_deep too_long too_many_attributes too_many_marks
    too_many_ops too_many_proposals typed_bracket unattributed unknown_attribute unknown_command unknown_embed
    unknown_key unknown_level unknown_paragraph unknown_pending unknown_proposal unknown_text withdrawn
    """.split()  # noqa: SIM905 - Eighty lines of one word each would be read by nobody.
)
"""The codes with which a command can have been refused for ever, by this version and by earlier ones."""


def is_kept(refused: object, *, worded: bool) -> bool:
    """Whether this can be what is kept of a refusal; `worded`: also by version 0.1.0, which kept the sentence too."""
    if not isinstance(refused, dict) or refused.keys() not in ({"code"}, {"code", "message"}):
        return False
    if "message" in refused and not worded:
        return False
    code = refused.get("code")
    return isinstance(code, str) and code in CODES and isinstance(refused.get("message", ""), str)


def kept(outcome: Outcome) -> Outcome:
    """The part of an outcome that is kept."""
    refused = outcome.get("refused")
    return outcome if refused is None else {**outcome, "refused": {"code": refused["code"]}}


def said_again(outcome: Mapping[str, Any]) -> Outcome:
    """An outcome that was kept, with a sentence."""
    refused = outcome.get("refused")
    if refused is None:
        return dict(outcome)
    code = refused["code"]
    sentence = _SENTENCES.get(code, f"The reason was “{code}”.")
    return {**outcome, "refused": {"code": code, "message": f"This was refused before. {sentence}"}}
