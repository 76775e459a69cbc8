"""Brings the page that a test turns to before all others, as a person would.

Chromium gives each context a window that is always active. Firefox, driven over WebDriver BiDi, shows one page at a
time: the others have no focus, and keys that go to them are lost.
"""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Locator, Page, expect

_shown: list[Page] = []


def bring_to_front_by_itself() -> None:
    """From now on, keys, clicks and expectations bring their page to the front first."""
    _before(Locator, "click", lambda locator: locator.page)
    _before(Locator, "focus", lambda locator: locator.page)
    _before(Locator, "press", lambda locator: locator.page)
    keyboard: Any = Page.__dict__["keyboard"]
    setattr(Page, "keyboard", property(lambda page: _show(page) and keyboard.fget(page)))  # noqa: B010  # mypy knows no other way.
    asked = type(expect).__call__

    def ask(self: Any, actual: Any, message: str | None = None) -> Any:
        if isinstance(actual, Locator | Page):
            _show(actual if isinstance(actual, Page) else actual.page)
        return asked(self, actual, message)

    type(expect).__call__ = ask  # type: ignore[method-assign]  # Patched for Firefox only.


def _before(owner: type[Any], name: str, page_of: Callable[[Any], Page]) -> None:
    done = getattr(owner, name)

    def do(self: Any, *arguments: Any, **options: Any) -> Any:
        _show(page_of(self))
        return done(self, *arguments, **options)

    setattr(owner, name, do)


def _show(page: Page) -> bool:
    if not page.is_closed() and (not _shown or _shown[0] is not page):
        page.bring_to_front()
        _shown[:] = [page]
    return True
