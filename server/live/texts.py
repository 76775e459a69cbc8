"""The port `Texts` over the services: the access gate, the live texts, the record."""

from collections.abc import Iterator, Sequence

from server.domain.access import Actor
from server.domain.command import Refused
from server.live.port import Appended, Outcome, Run, Submission
from server.services import live_text
from server.services.access import access_text
from server.services.live_text import LiveTexts
from server.services.past import entries_after


class ServiceTexts:
    """`texts` must have been made with a `run` that keeps the event loop free (`server.live.threads`)."""

    def __init__(self, texts: LiveTexts) -> None:
        self._texts = texts

    def access(self, person: str, text: str) -> str | None:
        answer = self._actors(text, {person})[person]
        if isinstance(answer, Refused):
            raise answer
        return answer.delegation

    def append(self, text: str, batch: Sequence[Submission]) -> Appended:
        actors = self._actors(text, {submission.person for submission in batch})
        allowed = [
            (actor, submission.command)
            for submission in batch
            if isinstance(actor := actors[submission.person], Actor)
        ]
        if not allowed:
            # Not even the text is opened for people who may not know that it exists.
            return Appended(Run(0), tuple(_refusal(actors[submission.person]) for submission in batch))
        live = self._texts.get(text)
        appended = live.append(allowed)
        outcomes = iter(appended.outcomes)
        return Appended(
            _run(live.head.number, appended),
            tuple(_outcome(actors[submission.person], outcomes) for submission in batch),
            appended.anew,
            sum(entry.number >= appended.made_from for entry in appended.entries),
        )

    def catch_up(self, text: str) -> Appended:
        live = self._texts.get(text)
        appended = live.catch_up()
        return Appended(_run(live.head.number, appended), (), appended.anew)

    def missed(self, text: str, number: int, digest: str) -> Run | None:
        def read() -> Run | None:
            with self._texts.store.reading() as unit:
                entries = entries_after(unit.record, text, number, digest)
            if entries is None:
                return None
            return Run(number + len(entries), tuple(entry.wire_json for entry in entries))

        return self._texts.run(read)

    def _actors(self, text: str, people: set[str]) -> dict[str, Actor | Refused]:
        """What each of some people is in the text's meeting, in one look."""

        def look() -> dict[str, Actor | Refused]:
            found: dict[str, Actor | Refused] = {}
            with self._texts.store.reading() as unit:
                for person in people:
                    try:
                        found[person] = access_text(unit.registry, person, text).actor
                    except Refused as refused:
                        found[person] = refused
            return found

        return self._texts.run(look)


def _run(head: int, appended: live_text.Appended) -> Run:
    through = appended.entries[-1].number if appended.entries else head
    return Run(through, tuple(entry.wire_json for entry in appended.entries))


def _outcome(actor: Actor | Refused, outcomes: Iterator[Outcome]) -> Outcome:
    return _refusal(actor) if isinstance(actor, Refused) else next(outcomes)


def _refusal(refused: Actor | Refused) -> Outcome:
    # Not remembered: it says nothing about the command, and rights may be given back.
    assert isinstance(refused, Refused)  # noqa: S101  # Called for nothing else; mypy cannot see that.
    return {"refused": {"code": refused.code, "message": refused.message}, "through": 0}
