"""What must be true when a run has come to its end. Each check raises Broken with what it found."""

from collections import Counter
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from server.domain.brackets import Close, Open, tokens
from server.domain.delta import compose
from server.domain.marks import marking
from server.domain.state import State, to_json
from tests.simulation.intentions import check_intention
from tests.simulation.world import Link, World

# Refusals that people can meet. Any other says that a browser sent what no editor should.
EXPECTED = frozenset(
    {
        *(
            "agreed_since",
            "frozen",
            "held",
            "withdrawn",
            "changed_since",
            "settled",
            "target_gone",
            "parent_gone",
        ),
        *("inside_insertion", "collision", "already_tabled", "already_agreed", "not_agreed"),
        *("marks_remain", "objection_stands", "nothing_to_agree"),
        *("not_the_last", "built_on", "not_a_sponsor", "last_sponsor", "sponsored"),
        # Words became base text, or one's own, by a retention that came between.
        *("not_yours", "own_words"),
    }
)


class Broken(AssertionError):
    """A rule that did not hold."""


def check(world: World) -> None:
    """All of them, over a world that has run."""
    reports = [(link, world.browsers.ask("report", browser=link.name)) for link in world.links]
    check_record(world)
    for link, report in reports:
        check_convergence(world, link, report)
        check_outcomes(world, link)
        check_words(world, link, report)
    check_letters(world, [report for _, report in reports])


def check_convergence(world: World, link: Link, report: dict[str, Any]) -> None:
    """Everybody has the server's text, shows it, and has nothing left to send."""
    expected = to_json(world.room.state)
    if report["state"] != expected:
        raise Broken(
            f"{link.name} holds another text than the server: {_differing(report['state'], expected)}"
        )
    for paragraph, shown in report["displayed"].items():
        if shown != expected["paragraphs"][paragraph]["wording"]:
            raise Broken(f"{link.name} shows in {paragraph} what is not on record: {shown}")
    if report["unsent"]:
        raise Broken(f"{link.name} has {report['unsent']} commands without an outcome")


def _differing(one: dict[str, Any], other: dict[str, Any]) -> str:
    for paragraph, value in other["paragraphs"].items():
        if one["paragraphs"].get(paragraph) != value:
            return f"{paragraph}: {one['paragraphs'].get(paragraph)} for {value}"
    return ", ".join(name for name in other if one.get(name) != other[name])


def _kept(outcome: dict[str, Any]) -> dict[str, Any]:
    """An outcome without its sentence: that is made from the code where a copy is answered (W13)."""
    refused = outcome.get("refused")
    return outcome if refused is None else {**outcome, "refused": refused["code"]}


def check_outcomes(world: World, link: Link) -> None:
    """W13, W24: what was acknowledged is on record exactly once, what was refused or empty is not."""
    recorded = Counter(command for command, _ in groupby(entry["command"] for entry in world.room.entries))
    for command, outcomes in link.outcomes.items():
        if any(_kept(outcome) != _kept(outcomes[0]) for outcome in outcomes):
            raise Broken(f"{command} had more than one outcome: {outcomes}")
        outcome = outcomes[0]
        expected = 0 if "refused" in outcome or "empty" in outcome else 1
        if recorded[command] != expected:
            raise Broken(f"{command} is on record {recorded[command]} times, and its outcome was {outcome}")
        code = outcome.get("refused", {}).get("code")
        if code is not None and code not in EXPECTED:
            raise Broken(
                f"{command} was refused as no editor's work should be: {outcome} {_about(world, command)}"
            )


def _about(world: World, command: str) -> str:
    return str(world.room.commands[command])


def check_letters(world: World, reports: list[dict[str, Any]]) -> None:
    """No letter that was put in is lost, or in two places: the record, a draft, or taken out by its author."""
    recorded = Counter(letter for entry in world.room.entries for letter in _put_on_record(entry))
    drafted = Counter(
        letter for report in reports for draft in report["drafts"] for letter in inserted(draft["change"])
    )
    taken = Counter(letter for report in reports for letter in report["typed"]["taken"])
    for letter in (letter for report in reports for letter in report["typed"]["put"]):
        found = recorded[letter] + drafted[letter]
        where = f"{recorded[letter]} times recorded, {drafted[letter]} drafted, {taken[letter]} taken out"
        if found > 1:
            raise Broken(f"{letter} was typed once, and is in two places: {where}")
        if found + taken[letter] < 1 and not _refused_paragraph(world, letter):
            raise Broken(f"{letter} was typed and is lost: {where}")


def _put_on_record(entry: dict[str, Any]) -> Iterator[str]:
    payload = entry["payload"]
    if entry["kind"] == "text_changed":
        yield from inserted(payload["change"])
    elif entry["kind"] == "paragraph_added":
        yield from inserted(payload["wording"])


def _refused_paragraph(world: World, letter: str) -> bool:
    """Whether a letter is of a whole paragraph that was refused: its author still has the form that it came from."""
    return any(
        command.kind == "add_paragraph"
        and letter in "".join(inserted(command.payload["wording"]))
        and "refused" in world.room.remembered[command.id].outcome
        for command in world.room.commands.values()
    )


def inserted(change: list[dict[str, Any]]) -> Iterator[str]:
    """The letters that a change puts in."""
    for op in change:
        if isinstance(op.get("insert"), str):
            yield from op["insert"]


def check_words(world: World, link: Link, report: dict[str, Any]) -> None:
    """W12: no end of a word is on record whose beginning was refused."""
    drafted = {letter for draft in report["drafts"] for letter in inserted(draft["change"])}
    recorded = {letter for entry in world.room.entries for letter in _put_on_record(entry)}
    for word in report["typed"]["words"]:
        refused = False
        for letter in word:
            refused = refused or (letter in drafted and letter not in recorded)
            if refused and letter in recorded and letter not in drafted:
                raise Broken(f"{link.name} has a fragment on record: of {''.join(word)}, from {letter} on")


def check_record(world: World) -> None:
    """Every change on record has an effect, does what its author meant, and leaves marks that hold together."""
    for entry in world.room.entries[1:]:
        before, after = world.room.state_at(entry["number"] - 1), world.room.state_at(entry["number"])
        if entry["kind"] == "text_changed":
            _check_effect(before, entry)
            check_intention(world.room, entry, before, after)
        paragraph = entry["payload"].get("paragraph")
        if paragraph is not None:
            check_marks(after, paragraph)


def _check_effect(before: State, entry: dict[str, Any]) -> None:
    """W10: an entry changes something."""
    wording = before.paragraphs[entry["payload"]["paragraph"]].wording
    if compose(wording, entry["payload"]["change"]) == wording:
        raise Broken(f"no. {entry['number']} is on record and changes nothing: {entry['payload']['change']}")


def check_marks(state: State, paragraph: str) -> None:
    """Every mark names a live proposal of the paragraph, and its brackets balance and nest."""
    standing = state.paragraphs[paragraph]
    for op in [*standing.wording, {"attributes": standing.marks}]:
        for proposal in marking(op.get("attributes", {})):
            if proposal not in standing.proposals or not standing.proposals[proposal].live:
                raise Broken(f"no. {state.number} leaves a mark of {proposal}, which is not live: {standing}")
    open_ones: list[str] = []
    for token in tokens(standing):
        if isinstance(token, Open):
            open_ones.append(token.id)
        elif isinstance(token, Close) and (not open_ones or open_ones.pop() != token.id):
            raise Broken(f"no. {state.number} leaves brackets that do not nest: {standing.wording}")
    if open_ones:
        raise Broken(f"no. {state.number} leaves brackets open: {standing.wording}")
