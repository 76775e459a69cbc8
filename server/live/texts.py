"""The port `Texts` over the services: the access gate, the live texts, the record."""

from collections.abc import Collection, Sequence

from server.domain.actor import Actor
from server.live.port import Appended, Run, Submission
from server.live.tail import Tail
from server.services import live_text
from server.services.access import actors, not_found
from server.services.batch import refusal
from server.services.live_text import LiveText, LiveTexts
from server.services.past import entries_after


class ServiceTexts:
    """`texts` must have been made with a `run` that keeps the event loop free (`server.live.threads`)."""

    def __init__(self, texts: LiveTexts) -> None:
        self._texts = texts
        self._tails: dict[str, Tail] = {}

    def readers(self, text: str, somebody: Collection[str]) -> dict[str, Actor]:
        def look() -> dict[str, Actor]:
            with self._texts.store.reading() as unit:
                return actors(unit.registry, somebody, text)

        return self._texts.run(look)

    def append(self, text: str, batch: Sequence[Submission]) -> Appended:
        live = self._texts.opened(text)
        if live is None:
            if not self.readers(text, {submission.person for submission in batch}):
                # Not even the text is opened for people who may not know that it exists.
                return Appended(Run(0), (refusal(not_found()),) * len(batch))
            live = self._texts.get(text)
        appended = live.append([(submission.person, submission.command) for submission in batch])
        return Appended(
            self._told(live, appended),
            appended.outcomes,
            appended.anew,
            sum(entry.number >= appended.made_from for entry in appended.entries),
        )

    def catch_up(self, text: str) -> Appended:
        live = self._texts.get(text)
        appended = live.catch_up()
        return Appended(self._told(live, appended), (), appended.anew)

    def recent(self, text: str, number: int, digest: str) -> Run | None:
        tail = self._tails.get(text)
        return None if tail is None else tail.after(number, digest)

    def missed(self, text: str, number: int, digest: str) -> Run | None:
        def read() -> Run | None:
            with self._texts.store.reading() as unit:
                entries = entries_after(unit.record, text, number, digest)
            if entries is None:
                return None
            return Run(number + len(entries), tuple(entry.wire_json for entry in entries))

        return self._texts.run(read)

    def _told(self, live: LiveText, appended: live_text.Appended) -> Run:
        """Remembers the entries that are new to this process. Nothing may wait between `appended` and this."""
        through = appended.entries[-1].number if appended.entries else live.head.number
        run = Run(through, tuple(entry.wire_json for entry in appended.entries))
        if appended.anew:
            self._tails.pop(live.text, None)
        self._tails.setdefault(live.text, Tail()).add(run)
        return run
