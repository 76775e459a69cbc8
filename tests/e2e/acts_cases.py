"""How acts about positions and proposals are performed; see acts_declared.py."""

from typing import Any

from playwright.sync_api import expect

from server.domain.acts.declaring import BASE, FOR
from tests.e2e.acting import KEY, POINTER, Play, Recorded
from tests.e2e.acts_declared import JAPAN, OFFICE, STANCES, for_japan, performs

# Positions.


@performs(*STANCES, commands=(("take_position", FOR),))
def takes_a_position(play: Play) -> None:
    assert play.act is not None
    play.new()
    play.select()
    play.does()
    if play.office:
        for_japan(play)
        play.confirm()
    taken = {"paragraph": play.paragraph, "proposal": None, "stance": STANCES[play.act], "statement": None}
    play.records(Recorded("position_taken", JAPAN, taken))
    play.other_sees("Japan")


@performs("statement", commands=(("take_position", FOR),))
def takes_a_position_with_a_statement(play: Play) -> None:
    play.new()
    play.select()
    play.does()
    for_japan(play)
    play.choose("Object")
    play.fill("Statement", "it is too soon")
    play.confirm()
    play.records(Recorded("position_taken", JAPAN, {"stance": "objects", "statement": "it is too soon"}))
    play.other_sees("it is too soon")


def stale_support(play: Play) -> None:
    play.new()
    play.given("japan", "take_position", play.seen(proposal=None, stance="supports", statement=None), JAPAN)
    play.proposed()
    play.select()


@performs("confirm", commands=(("take_position", FOR),))
def confirms_a_stale_position(play: Play) -> None:
    stale_support(play)
    play.does()
    play.records(Recorded("position_taken", JAPAN, {"paragraph": play.paragraph, "stance": "supports"}))


@performs("withdraw_position", commands=(("withdraw_position", FOR),))
def withdraws_a_position(play: Play) -> None:
    stale_support(play)
    play.does()
    if play.office:
        play.confirm()
    play.records(Recorded("position_withdrawn", JAPAN, {"paragraph": play.paragraph, "proposal": None}))
    play.other_sees("No delegation has taken a position")


@performs("undo_position", commands=(("withdraw_position", FOR),))
def undoes_a_position(play: Play) -> None:
    play.new()
    play.select()
    play.page.keyboard.press("s")
    undo = play.page.locator(".whisper").get_by_role("button", name="Undo")
    expect(undo).to_be_visible()
    play.does(undo)
    taken = {"paragraph": play.paragraph, "proposal": None, "stance": "supports"}
    play.records(
        Recorded("position_taken", JAPAN, taken),
        Recorded("position_withdrawn", JAPAN, {"paragraph": play.paragraph, "proposal": None}),
    )
    play.other_sees("No delegation has taken a position")


# Proposing.


def opened_for_typing(play: Play, **fields: str) -> None:
    play.does()
    if play.office:
        for label, words in fields.items():
            play.fill(label, words)
        play.confirm()
    expect(play.row().get_by_role("textbox")).to_be_focused()


@performs("write", commands=(("change_wording", FOR),))
def writes_for_a_delegation(play: Play) -> None:
    play.new()
    play.select()
    opened_for_typing(play, Delegation="Japan")
    play.page.keyboard.press("End")
    play.page.keyboard.insert_text(" And soon.")
    if not play.office:
        table = play.row().get_by_role("button", name="Table")
        table.click() if play.way == POINTER else play.page.keyboard.press("Enter")
    tabled, changed = play.records(Recorded("proposal_tabled", JAPAN), Recorded("text_changed", JAPAN))
    assert tabled["payload"]["proposal"]["sponsors"] == [JAPAN]
    inserted = {"insert": " And soon.", "attributes": {"ins": tabled["payload"]["proposal"]["id"]}}
    assert changed["payload"]["change"][-1] == inserted
    play.page.keyboard.press("Escape")
    play.same_in_both_windows()


@performs("edit_base", commands=(("change_wording", BASE),))
def edits_the_base_text(play: Play) -> None:
    play.new()
    play.select()
    opened_for_typing(play, Reason="a slip")
    play.page.keyboard.press("End")
    play.page.keyboard.insert_text(" Soon.")
    change = [{"retain": 24}, {"insert": " Soon."}]
    play.records(Recorded("text_changed", None, {"change": change, "reason": "a slip"}))
    play.page.keyboard.press("Escape")
    play.same_in_both_windows()


@performs("reserve_whole", "delete_whole", commands=(("table_proposal", FOR),))
def brackets_a_whole_paragraph(play: Play) -> None:
    play.new()
    play.select()
    play.does()
    for_japan(play)
    play.confirm()
    [tabled] = play.records(Recorded("proposal_tabled", JAPAN, {"paragraph": play.paragraph}))
    proposal = tabled["payload"]["proposal"]
    assert (proposal["kind"], proposal["sponsors"]) == (
        "deletion" if play.act == "delete_whole" else "reservation",
        [JAPAN],
    )
    play.same_in_both_windows()
    play.other_sees("Japan")


@performs("propose_after", "propose_instead", commands=(("add_paragraph", FOR),))
def proposes_a_paragraph(play: Play) -> None:
    beside = play.new()
    play.select()
    play.does()
    play.fill("Words", "States should also share.")
    for_japan(play, "On behalf of")
    play.confirm()
    place = "after" if play.act == "propose_after" else "instead"
    relation = {"kind": place, "to": beside}
    [added] = play.records(
        Recorded("paragraph_added", JAPAN, {"after": beside, "relation": relation, "reason": None})
    )
    owned(play, added["payload"], "States should also share.")


def owned(play: Play, payload: dict[str, Any], words: str) -> None:
    """What was put in is one proposal of Japan's from the first character, and stands in the other window."""
    [proposal] = payload["proposals"]
    assert (proposal["kind"], proposal["sponsors"], payload["marks"]) == (
        "paragraph",
        [JAPAN],
        {"ins": proposal["id"]},
    )
    assert payload["wording"] == [{"insert": words, "attributes": {"ins": proposal["id"]}}]
    play.same_in_both_windows(payload["paragraph"])
    expect(play.other.locator(f"#{payload['paragraph']}")).to_contain_text(f"[{words} – Japan]")


@performs("add_paragraph", "add_section", commands=(("add_paragraph", FOR), ("add_section", FOR)))
def adds_on_behalf(play: Play) -> None:
    play.new()
    play.select()
    play.does()
    play.fill("Words", "Early warning")
    for_japan(play, "On behalf of")
    play.confirm()
    kind = "paragraph_added" if play.act == "add_paragraph" else "section_added"
    [added] = play.records(Recorded(kind, JAPAN, {"after": play.paragraph, "reason": None}))
    owned(play, added["payload"], "Early warning")


@performs(
    "add_paragraph", "add_section", commands=(("add_paragraph", BASE), ("add_section", BASE)), by=OFFICE
)
def adds_base_text(play: Play) -> None:
    play.new()
    play.select()
    play.does()
    play.fill("Words", "Early warning")
    play.fill("Reason", "left out")
    play.confirm()
    kind = "paragraph_added" if play.act == "add_paragraph" else "section_added"
    wording = [{"insert": "Early warning"}]
    [added] = play.records(
        Recorded(kind, None, {"after": play.paragraph, "wording": wording, "reason": "left out"})
    )
    play.same_in_both_windows(added["payload"]["paragraph"])


@performs("withdraw_proposal", commands=(("withdraw_proposal", FOR),))
def withdraws_a_proposal(play: Play) -> None:
    play.new()
    proposal = play.proposed(delegation=JAPAN)
    play.select()
    if play.way == KEY:
        play.page.keyboard.press("1")
    play.does(play.page.locator("aside .card").get_by_role("button", name="Withdraw"))
    play.confirm()
    play.records(
        Recorded("proposal_withdrawn", JAPAN, {"proposal": proposal, "statuses": {proposal: "withdrawn"}})
    )
    play.same_in_both_windows()


def shared(play: Play, *sponsors: str) -> str:
    """Words that several delegations propose, the first as their owner; they are chosen."""
    play.new()
    proposal = play.proposed(delegation=sponsors[0], sponsors=sponsors)
    play.select()
    return proposal


@performs("leave_proposal", commands=(("leave_proposal", FOR),))
def leaves_a_shared_proposal(play: Play) -> None:
    proposal = shared(play, JAPAN, "PER")
    card = play.page.locator("aside .card")
    expect(card.locator(".who")).to_contain_text("Japan, Peru")
    play.does(card.get_by_role("button", name="Leave"))
    if play.office:
        play.choose("Japan")
    play.confirm()
    play.records(Recorded("sponsor_left", JAPAN, {"proposal": proposal, "sponsors": ["PER"]}))
    expect(card.locator(".who")).not_to_contain_text("Japan")
    play.same_in_both_windows()


@performs("confirm_sponsorship", commands=(("confirm_sponsorship", FOR),))
def confirms_a_shared_proposal(play: Play) -> None:
    proposal = shared(play, "PER", JAPAN)
    more = [{"insert": "Nearly ", "attributes": {"ins": proposal}}]
    payload = {"paragraph": play.paragraph, "change": more, "proposals": [], "reason": None}
    play.given("peru", "change_wording", payload, "PER")
    stale = play.page.locator("aside .card .who .stale")
    expect(stale).to_contain_text("Japan")
    play.does(play.page.locator("aside .card").get_by_role("button", name="Confirm"))
    if play.office:
        play.confirm()
    play.records(Recorded("sponsorship_confirmed", JAPAN, {"proposal": proposal}))
    expect(stale).to_have_count(0)


@performs("target")
def chooses_a_proposal(play: Play) -> None:
    play.new()
    play.proposed()
    play.select()
    pick = play.page.locator("aside .card .pick")
    play.does(pick)
    expect(pick).to_have_attribute("aria-pressed", "true")
    play.records_nothing()
