"""What a run comes to: what each client saw acknowledged and typed, held against the raw record and each other."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from tests.faults.record import RawRecord

Report = Mapping[str, Any]
"""Of one client, as client/src/record/testing/faults/main.ts writes it."""


@dataclass
class Verdict:
    """Counts, and a sentence for each thing that is wrong."""

    acknowledged: int = 0
    refused: int = 0
    entries: int = 0
    lost: int = 0
    duplicated: int = 0
    diverged: int = 0
    drafts_kept: int = 0
    letters: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def __add__(self, other: "Verdict") -> "Verdict":
        numbers = ("acknowledged", "refused", "entries", "lost", "duplicated", "diverged", "drafts_kept")
        added = Verdict(**{name: getattr(self, name) + getattr(other, name) for name in numbers})
        added.letters = self.letters + other.letters
        added.wrong = [*self.wrong, *other.wrong]
        return added


@dataclass(frozen=True)
class Recorded:
    """What the record says of a command: how often it stands there, its last number, the letters that it put in."""

    times: int
    through: int
    letters: str


def judge(record: RawRecord, reports: Sequence[Report], folded: Mapping[str, Any]) -> Verdict:
    """`folded`: what the record comes to in a fold that never spoke to a server (`state`, `number`)."""
    verdict = Verdict(entries=len(record.entries))
    recorded = _recorded(record)
    for report in reports:
        _judge_commands(verdict, record, recorded, report)
        _judge_text(verdict, report, folded)
    _judge_repetition(verdict, recorded)
    _judge_letters(verdict, recorded, reports)
    return verdict


def _recorded(record: RawRecord) -> dict[str, Recorded]:
    found: dict[str, Recorded] = {}
    for command, run in groupby(record.entries, key=lambda entry: entry[3]):
        entries = [json.loads(data) for _, data, _, _ in run]
        before = found.get(command, Recorded(0, 0, ""))
        letters = "".join(letter for entry in entries for letter in _put_in(entry))
        found[command] = Recorded(
            before.times + max(Counter(map(_act, entries)).values()),
            entries[-1]["number"],
            before.letters + letters,
        )
    return found


def _act(entry: Mapping[str, Any]) -> tuple[str, ...]:
    """
    What a command does once: a second entry of this is a second time. A change of wording tables each of its proposals,
    and a file brings in each of its paragraphs, in an entry of its own (W24); of everything else a command makes one.
    """
    kind, payload = entry["kind"], entry["payload"]
    if kind == "proposal_tabled":
        return kind, payload["proposal"]["id"]
    if kind in ("paragraph_added", "section_added"):
        return kind, payload["paragraph"]
    return (kind,)


def _put_in(entry: Mapping[str, Any]) -> Iterator[str]:
    if entry["kind"] == "text_changed":
        for op in entry["payload"]["change"]:
            if isinstance(op.get("insert"), str):
                yield from op["insert"]


def _judge_commands(
    verdict: Verdict, record: RawRecord, recorded: Mapping[str, Recorded], report: Report
) -> None:
    """Each command whose outcome a client was told, and each whose entry it was sent as its own."""
    name, outcomes = report["name"], report["outcomes"]
    for command, outcome in outcomes.items():
        found = recorded.get(command, Recorded(0, 0, ""))
        if "refused" in outcome:
            verdict.refused += 1
            sound = found.times == 0 and _without_sentence(record.outcomes.get(command)) == _without_sentence(
                outcome
            )
        elif "empty" in outcome:
            verdict.acknowledged += 1
            sound = found.times == 0 and record.outcomes.get(command) == outcome
        else:
            verdict.acknowledged += 1
            put = sorted(report["sent"].get(command, ""))
            sound = found.times > 0 and (found.through, sorted(found.letters)) == (outcome["through"], put)
        if not sound:
            verdict.lost += 1
            verdict.wrong.append(f"{name} was told {outcome} of {command}, and on record is {found}")
    for command in set(report["heard"]) - set(outcomes):
        verdict.acknowledged += 1
        if command not in recorded:
            verdict.lost += 1
            verdict.wrong.append(f"{name} was sent an entry of {command}, and none is on record")
    for command in report["contradicted"]:
        verdict.duplicated += 1
        verdict.wrong.append(f"{name} was told two outcomes of {command}")


def _without_sentence(outcome: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    """Of a refusal the code is on record and not the sentence (X10): it may quote words."""
    if outcome is None or "refused" not in outcome:
        return outcome
    return {**outcome, "refused": {"code": outcome["refused"]["code"]}}


def _judge_repetition(verdict: Verdict, recorded: Mapping[str, Recorded]) -> None:
    for command, found in recorded.items():
        if found.times > 1:
            verdict.duplicated += 1
            verdict.wrong.append(f"{command} is on record {found.times} times")


def _judge_text(verdict: Verdict, report: Report, folded: Mapping[str, Any]) -> None:
    at_one = (report["number"], report["state"]) == (folded["number"], folded["state"])
    if at_one and not report["hidden"]:
        return
    verdict.diverged += 1
    what = f"shows something else in {report['hidden']}" if at_one else f"is at no. {report['number']}"
    verdict.wrong.append(f"{report['name']} {what}; the record is at no. {folded['number']}")


def _judge_letters(verdict: Verdict, recorded: Mapping[str, Recorded], reports: Sequence[Report]) -> None:
    """No letter was ever typed twice: each is on record, or with its author, or was taken out by somebody."""
    on_record = Counter(letter for found in recorded.values() for letter in found.letters)
    taken = {letter for report in reports for letter in report["taken"]}
    for report in reports:
        shelf = report["shelf"]
        verdict.drafts_kept += shelf["drafts"] + shelf["works"]
        kept, unkept = Counter(shelf["letters"]), set(report["unkept"])
        for letter in report["put"]:
            place = _place_of(letter, on_record, kept, taken, unkept)
            verdict.letters[place] += 1
            if place == "lost":
                verdict.lost += 1
                once = "was kept once" if letter in report["safe"] else "was never kept"
                verdict.wrong.append(
                    f"{report['name']} typed {letter!r} (U+{ord(letter):X}), which {once} and is nowhere"
                )
            elif place == "twice":
                verdict.duplicated += 1
                verdict.wrong.append(
                    f"{report['name']} typed {letter!r} once, and it is {on_record[letter]} times on record "
                    f"and {kept[letter]} times kept"
                )


def _place_of(
    letter: str, on_record: Counter[str], kept: Counter[str], taken: set[str], unkept: set[str]
) -> str:
    if on_record[letter] + kept[letter] > 1:
        return "twice"
    if on_record[letter]:
        return "on record"
    if kept[letter]:
        return "kept by their author"
    if letter in taken:
        return "taken out by their author"
    return "typed in the instant of a crash" if letter in unkept else "lost"
