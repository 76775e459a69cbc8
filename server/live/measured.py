"""Texts that are measured, and whose commands are logged by their numbers: the port `Texts` around another one."""

import logging
import time
from collections.abc import Collection, Sequence
from typing import Any

from server.domain.actor import Actor
from server.domain.refusal import Refused
from server.live.measures import Measures
from server.live.port import Appended, Outcome, Run, Submission, Texts
from server.services.scarce_log import ScarceLog

log = logging.getLogger(__name__)
refusals = ScarceLog(log)


class MeasuredTexts:
    """The port `Texts`: what `texts` answers, counted by `measures`."""

    def __init__(self, texts: Texts, measures: Measures) -> None:
        self._texts = texts
        self._measures = measures

    def readers(self, text: str, somebody: Collection[str]) -> dict[str, Actor]:
        return self._texts.readers(text, somebody)

    def catch_up(self, text: str) -> Appended:
        return self._texts.catch_up(text)

    def recent(self, text: str, number: int, digest: str) -> Run | None:
        return self._texts.recent(text, number, digest)

    def missed(self, text: str, number: int, digest: str) -> Run | None:
        return self._texts.missed(text, number, digest)

    def append(self, text: str, batch: Sequence[Submission]) -> Appended:
        began = time.monotonic()
        try:
            appended = self._texts.append(text, batch)
        except Refused:
            raise
        except Exception:
            self._measures.failed()
            raise
        self._measures.appended(len(batch), time.monotonic() - began)
        for submission, outcome in zip(batch, appended.outcomes, strict=True):
            self._measures.outcome(outcome)
            _log(submission, outcome)
        return appended


def _log(submission: Submission, outcome: Outcome) -> None:
    """The author, kind and number of a command, without its content."""
    if not log.isEnabledFor(logging.INFO):
        return
    command = submission.command
    facts: dict[str, Any] = {
        "request": submission.request,
        "text": command.text,
        "command": command.id,
        "kind": command.kind,
        "person": submission.person,
        "entry": outcome["through"],
    }
    if "refused" in outcome:
        facts["refused"] = outcome["refused"]["code"]
        refusals.say(logging.INFO, "A command was refused", facts, submission.person)
    elif "empty" in outcome:
        log.info("A command had no effect", extra={"adref": facts})
    else:
        log.info("A command was recorded", extra={"adref": facts})
