"""The main job, end to end: an imported text is negotiated to agreement in four browsers, and issued (M1 to M4)."""

import io
import json
import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import websocket
from docx import Document
from playwright.sync_api import Browser, Locator, Page, expect
from pypdf import PdfReader

from tests.support.visitors import SignIn, visitors

pytestmark = pytest.mark.browser

SOURCE = """I. Warnings

1. States should issue warnings [in good time] before a flood.

2. States [shall][must] keep records of past floods.

3. This sentence is kept for another day [and is not agreed].
"""


def imported(secretariat: Page, server: str, folder: Path) -> str:
    """The Secretariat opens a text and brings a file in; gives the address of the text."""
    file = folder / "draft.txt"
    file.write_text(SOURCE, encoding="utf-8")
    secretariat.goto(f"{server}/meetings/demonstration/texts/new")
    secretariat.get_by_label("Title").fill("Conclusions on warnings")
    secretariat.get_by_role("button", name="Open the text").click()
    secretariat.get_by_label("Plain text or Markdown").set_input_files(file)
    secretariat.get_by_role("button", name="Look at it").click()
    expect(secretariat.get_by_role("row", name="Brackets 4")).to_be_visible()
    secretariat.get_by_role("button", name="Record it").click()
    secretariat.get_by_role("link", name="Open the text").click()
    secretariat.wait_for_url(re.compile(r"/texts/t-[^/]+$"))
    return secretariat.url


def opened(page: Page, address: str) -> Page:
    page.goto(address)
    expect(page.get_by_text("live", exact=True)).to_be_visible()
    return page


def paragraph(page: Page, label: str) -> Locator:
    return page.locator("article").filter(has=page.locator(".lab", has_text=re.compile(rf"^{label}\.$")))


def selected(page: Page, label: str) -> Locator:
    row = paragraph(page, label)
    row.locator(".lab").click()
    expect(row).to_have_attribute("aria-current", "true")
    return row


def written(page: Page, label: str) -> Locator:
    """The paragraph's field, open for typing, with the caret at its beginning."""
    selected(page, label)
    page.keyboard.press("Enter")
    field = page.get_by_role("textbox", name=f"Wording of paragraph {label}")
    expect(field).to_be_focused()
    page.keyboard.press("Home")
    return field


def settle(chair: Page, label: str, how: str, card: str) -> None:
    """Retain or drop a proposal, by the words that its card inserts, after the preview."""
    selected(chair, label)
    cards = chair.get_by_role("complementary").locator(".card")
    chosen = cards.filter(has=chair.locator("ins", has_text=card))
    chosen.get_by_role("button", name=how).click()
    sheet = paragraph(chair, label).locator(".sheet")
    expect(sheet).to_contain_text("The record will say")
    sheet.locator("button[type=submit]").click()
    expect(sheet).to_have_count(0)
    expect(chosen).to_have_count(0)


def gavel(chair: Page, label: str) -> None:
    row = selected(chair, label)
    chair.keyboard.press("g")
    row.locator(".sheet").get_by_role("button", name="Gavel: agreed", exact=False).click()
    expect(row).to_have_class(re.compile("frozen"))


def rogue(page: Page, server: str, commands: list[dict[str, object]]) -> list[dict[str, object]]:
    """What the server answers to commands that a valid account sends over a bare socket."""
    cookie = "; ".join(f"{one['name']}={one['value']}" for one in page.context.cookies())
    address = f"ws://{urlsplit(server).netloc}/socket.io/?EIO=4&transport=websocket"
    raw = websocket.create_connection(address, cookie=cookie, origin=server, timeout=10)
    answers = []
    try:
        assert str(raw.recv()).startswith("0")
        raw.send("40")
        assert str(raw.recv()).startswith("40")
        for number, command in enumerate(commands):
            raw.send(f"42{number}" + json.dumps(["command", command]))
            packet = str(raw.recv())
            while not packet.startswith(f"43{number}"):
                packet = str(raw.recv())
            answers.append(json.loads(packet.removeprefix(f"43{number}"))[0])
    finally:
        raw.close()
    return answers


def words(data: str) -> str:
    return re.sub(r"\s+", " ", data)


def test_imported_text_is_negotiated_to_agreement_and_issued(
    browser: Browser, workshop: str, tmp_path: Path
) -> None:
    """M1: two delegations, Secretariat and Chair; one is cut off in mid-sentence and returns (M2)."""
    with visitors(browser, workshop) as signed_in:
        negotiate(workshop, signed_in, tmp_path)


def negotiate(server: str, signed_in: SignIn, tmp_path: Path) -> None:
    secretariat = signed_in("secretariat")
    address = imported(secretariat, server, tmp_path)
    chair, eu, japan = (opened(signed_in(name), address) for name in ("chair", "eu", "japan"))
    opened(secretariat, address)

    # The EU composes and tables: “should” becomes “shall”. Nobody sees it before it is tabled.
    written(eu, "1")
    for _ in range(7):
        eu.keyboard.press("ArrowRight")
    for _ in range(6):
        eu.keyboard.press("Shift+ArrowRight")
    eu.keyboard.type("shall")
    expect(paragraph(japan, "1")).not_to_contain_text("shall")
    eu.keyboard.press("Enter")
    expect(paragraph(japan, "1")).to_contain_text("shall")
    expect(paragraph(chair, "1").locator("del")).to_have_text("should")

    cut_off(japan, chair)

    # The Secretariat types what Peru says from the floor, with the keyboard alone.
    selected(secretariat, "1")
    secretariat.keyboard.press("c")
    secretariat.keyboard.type('Per: ins " and timely" after "issue"')
    secretariat.keyboard.press("Enter")
    expect(paragraph(eu, "1")).to_contain_text("and timely")
    secretariat.keyboard.type("Jap +")
    secretariat.keyboard.press("Enter")
    expect(secretariat.get_by_text("Japan supports").first).to_be_visible()

    # The Chair settles what stands in the way, and takes the gavel.
    settle(chair, "1", "Retain", "shall")
    settle(chair, "1", "Drop", "and timely")
    settle(chair, "1", "Retain", "in good time")
    gavel(chair, "1")
    settle(chair, "2", "Retain", "shall")
    settle(chair, "2", "Drop", "must")
    settle(chair, "2", "Retain", "near misses")
    gavel(chair, "2")

    # What is agreed is frozen, on the screen and on the server.
    selected(eu, "1")
    eu.keyboard.press("Enter")
    expect(eu.get_by_role("textbox", name="Wording of paragraph 1")).to_have_count(0)
    identity = paragraph(eu, "1").get_attribute("id")
    assert identity is not None
    state = eu.request.get(f"{server}/api/texts/{address.rsplit('/', 1)[1]}/state").json()["state"]
    attack(eu, server, state, identity)

    sheet_and_documents(chair, server)


def cut_off(japan: Page, chair: Page) -> None:
    """M2: Japan is cut off in mid-sentence, goes on, tables, and returns."""
    written(japan, "2")
    japan.keyboard.press("End")
    japan.keyboard.press("ArrowLeft")
    japan.keyboard.type(" and of")
    japan.context.set_offline(True)
    japan.keyboard.type(" near misses")
    japan.keyboard.press("Enter")
    expect(japan.get_by_text("1 unsent")).to_be_visible(timeout=60_000)
    expect(paragraph(chair, "2")).not_to_contain_text("near")
    japan.context.set_offline(False)
    expect(paragraph(chair, "2")).to_contain_text("and of near misses", timeout=60_000)
    expect(japan.get_by_text("live", exact=True)).to_be_visible(timeout=60_000)


def attack(eu: Page, server: str, state: dict[str, object], frozen: str) -> None:
    """M3: a rogue client with a valid account touches nothing that is frozen, others', or another meeting's."""
    number = state["number"]
    assert isinstance(number, int)
    text = str(state["text"])
    other = next(one for one in state["paragraphs"].values() if one["label"] == "3")  # type: ignore[attr-defined]  # JSON.
    insertion = {"insert": "x", "attributes": {"ins": "x-rogue-1"}}
    minted = [{"id": "x-rogue-1", "parent": None, "kind": "wording", "set": None}]

    def command(name: str, kind: str, payload: dict[str, object], **more: object) -> dict[str, object]:
        return {
            "id": f"c-rogue-{name}",
            "text": text,
            "kind": kind,
            "delegation": "EU",
            "base": number,
            "payload": payload,
            **more,
        }

    size = len("This sentence is kept for another day ")
    deletion = [{"retain": size}, {"delete": 5}]
    commands = [
        command(
            "frozen", "change_wording", {"paragraph": frozen, "change": [insertion], "proposals": minted}
        ),
        command("others", "change_wording", {"paragraph": other["id"], "change": deletion, "proposals": []}),
        command(
            "base", "change_wording", {"paragraph": other["id"], "change": [{"delete": 4}], "proposals": []}
        ),
        command("gavel", "reopen_paragraph", {"paragraph": frozen, "reason": "mine"}, delegation=None),
        command(
            "guise",
            "take_position",
            {"paragraph": frozen, "stance": "objects", "seen": number},
            delegation="JPN",
        ),
        command("elsewhere", "change_wording", {"paragraph": frozen, "change": []}, text="t-elsewhere"),
    ]
    codes = [answer["refused"]["code"] for answer in rogue(eu, server, commands)]  # type: ignore[index]  # JSON.
    assert codes == ["frozen", "not_yours", "not_yours", "forbidden", "not_your_delegation", "not_found"]


def sheet_and_documents(chair: Page, server: str) -> None:
    """M4: the status document says exactly what was agreed and nothing else, in Word and PDF."""
    chair.get_by_role("button", name="Issue…").click()
    chair.locator(".sheet button[type=submit]").click()
    expect(chair.get_by_text("Status document no. 3 is issued")).to_be_visible()
    links = {
        form: chair.get_by_role("link", name=form).last.get_attribute("href") for form in ("Word", "PDF")
    }
    word = chair.request.get(f"{server}{links['Word']}").body()
    pdf = chair.request.get(f"{server}{links['PDF']}").body()
    agreed = [
        "States shall issue warnings in good time before a flood.",
        "States shall keep records of past floods and of near misses.",
    ]
    document = Document(io.BytesIO(word))
    in_word = [one.text.split("\t")[-1] for one in document.paragraphs if one.text.strip()]
    in_pdf = words(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages))
    for wording in agreed:
        assert wording in in_word
        assert wording in in_pdf
    for said in (" ".join(in_word), in_pdf):
        assert "Agreed paragraphs" in said
        assert re.search(r"Status: \d+ \w+, \d+(\.\d\d)? [ap]\.m\.", said)
        for wording in ("should", "must", "timely", "another day"):
            assert wording not in said
