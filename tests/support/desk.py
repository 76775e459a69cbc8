"""A browser with the session of a text in it and no screen: bundled by itself, and put into a page of the server."""

import subprocess
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Page

from tests.support.served import ROOT
from tests.support.waiting import until_page

CLIENT = ROOT / "client"
TEXT = "t-demonstration"
EXPOSE = """
import { openSession } from "%s/src/record/openSession.ts";
window.open_session = async (text, person) => { window.session = await openSession(text, person); };
"""
OPEN = """
async (text) => {
  await window.open_session(text);
  while (window.session.connection.value.status !== "live") await new Promise((done) => setTimeout(done, 20));
}
"""
# Puts words before a paragraph as a proposal of one's own; with `hold`, composes only.
PROPOSE = """
([paragraph, proposal, words, delegation, hold]) => {
  const change = [{ insert: words, attributes: { ins: proposal } }];
  const minted = [{ id: proposal, parent: null, kind: "wording", set: null }];
  window.session.edit(paragraph, change, minted, { delegation, hold });
}
"""
SHOWN = """
(paragraph) => window.session.wording(paragraph).value
  .map(({ insert }) => (typeof insert === "string" ? insert : "")).join("")
"""
ON_RECORD = """
(paragraph) => window.session.state.value.paragraphs[paragraph].wording
  .map(({ insert }) => (typeof insert === "string" ? insert : "")).join("")
"""
# Whether the browser has these words in what it keeps.
KEPT = """
async (words) => {
  const done = (request) => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  for (const { name } of await indexedDB.databases()) {
    const kept = await done(indexedDB.open(name));
    const stores = [...kept.objectStoreNames];
    const all = stores.map((store) => done(kept.transaction(store).objectStore(store).getAll()));
    const found = JSON.stringify(await Promise.all(all)).includes(words);
    kept.close();
    if (found) return true;
  }
  return false;
}
"""
OPEN_PARAGRAPH = """
() => Object.values(window.session.state.value.paragraphs)
  .find(({ kind, agreement, withdrawn, marks }) =>
    kind === "operative" && !agreement && !withdrawn && Object.keys(marks).length === 0).id
"""


def bundled(folder: Path) -> str:
    """The session as one script."""
    entry, bundle = folder / "entry.js", folder / "session.js"
    entry.write_text(EXPOSE % CLIENT, encoding="utf-8")
    rolldown = CLIENT / "node_modules" / ".bin" / "rolldown"
    command = [rolldown, entry, "--platform", "browser", "--format", "iife", "-o", bundle]
    subprocess.run([str(part) for part in command], check=True, cwd=CLIENT, capture_output=True)
    return bundle.read_text(encoding="utf-8")


class Desk:
    """A signed-in person's browser."""

    def __init__(self, context: BrowserContext, address: str, bundle: str) -> None:
        self.context = context
        self._address = address
        self._bundle = bundle

    def sign_in(self, name: str) -> None:
        page = self.context.new_page()
        page.goto(f"{self._address}/sign-in")
        page.get_by_label("Name").fill(name)
        page.get_by_label("Password").fill("early-warning")
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url(f"{self._address}/")
        page.close()

    def window(self, *, clock: bool = False) -> Page:
        """A window with the session open and live; with `clock`, its clock can be put forward."""
        page = self.context.new_page()
        if clock:
            page.clock.install()
        page.goto(f"{self._address}/account")
        page.evaluate(self._bundle)
        page.evaluate(OPEN, TEXT)
        return page


def until(page: Page, condition: str, argument: Any = None) -> None:
    until_page(page, condition, argument)


def until_on_record(page: Page, paragraph: str, words: str) -> None:
    until(page, f"([paragraph, words]) => ({ON_RECORD})(paragraph).includes(words)", [paragraph, words])


def until_kept(page: Page, words: str) -> None:
    """Until the browser would have the words when the window is closed."""
    until(page, KEPT, words)


def until_all_is_sent(page: Page) -> None:
    until(page, "() => window.session.connection.value.unsent === 0")
