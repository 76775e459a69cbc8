"""How the acts of the Chair and of the Secretariat are performed; see acts_declared.py."""

from playwright.sync_api import expect

from server.domain.acts.declaring import BASE, FOR
from tests.e2e.acting import KEY, Play, Recorded
from tests.e2e.acts_declared import JAPAN, OFFICE, performs
from tests.support.waiting import until_page

# The Chair.


@performs("before_room", commands=(("put_before_room", BASE),))
def puts_before_the_room(play: Play) -> None:
    play.new()
    play.select()
    play.does()
    play.records(Recorded("paragraph_put_before_room", None, {"paragraph": play.paragraph}))
    play.other_sees(f"paragraph {play.label} · put by the Chair")


@performs("hold", commands=(("hold_paragraph", BASE), ("release_hold", BASE)))
def holds_and_releases(play: Play) -> None:
    play.new()
    play.select()
    play.does()
    play.records(Recorded("paragraph_held", None, {"paragraph": play.paragraph}))
    play.other_sees("Held by the Chair")
    play.does()
    play.records(Recorded("hold_released", None, {"paragraph": play.paragraph}))


@performs("retain", "drop", commands=(("retain_proposal", BASE), ("drop_proposal", BASE)))
def settles_a_proposal(play: Play) -> None:
    play.new()
    proposal = play.proposed()
    play.select()
    if play.way == KEY:
        play.page.keyboard.press("1")
    name = "Retain…" if play.act == "retain" else "Drop"
    play.does(play.page.locator("aside .card").get_by_role("button", name=name))
    play.confirm()
    status = "retained" if play.act == "retain" else "dropped"
    play.records(Recorded(f"proposal_{status}", None, {"proposal": proposal, "statuses": {proposal: status}}))
    play.same_in_both_windows()


@performs("gavel", "gavel_lower", commands=(("record_agreement", BASE),))
def gavels(play: Play) -> None:
    play.new()
    play.select()
    play.does()
    play.confirm()
    level = "agreed" if play.act == "gavel" else "ad_ref"
    play.records(
        Recorded("agreement_recorded", None, {"paragraph": play.paragraph, "level": level, "pending": []})
    )
    play.same_in_both_windows()


@performs("pending", commands=(("clear_pending", BASE),))
def clears_what_is_pending(play: Play) -> None:
    play.new()
    play.agreed(("PER",))
    play.select()
    play.does()
    play.confirm()
    play.records(Recorded("pending_cleared", None, {"paragraph": play.paragraph, "pending": []}))


@performs("reopen", commands=(("reopen_paragraph", BASE),))
def reopens(play: Play) -> None:
    play.new()
    play.agreed()
    play.select()
    play.does()
    play.fill("Reason", "a delegation was away")
    play.confirm()
    play.records(
        Recorded("paragraph_reopened", None, {"paragraph": play.paragraph, "reason": "a delegation was away"})
    )
    play.other_sees("a delegation was away")


@performs("issue", commands=(("issue_status_document", BASE),))
def issues_a_document(play: Play) -> None:
    play.new()
    play.agreed()
    play.select()
    number = play.stage.number
    play.does()
    play.confirm()
    play.records(Recorded("status_document_issued", None, {"number": number}))
    expect(play.sheet.get_by_role("link", name="PDF")).to_be_visible()
    play.page.keyboard.press("Escape")


# The Secretariat.


@performs("capture", commands=(("take_position", FOR), ("change_wording", FOR)))
def captures(play: Play) -> None:
    play.new()
    play.select()
    line = play.page.get_by_role("combobox")
    play.does(line)
    expect(line).to_be_focused()
    play.page.keyboard.type(play.label)
    play.page.keyboard.press("Enter")
    play.page.keyboard.type("Jap +")
    play.page.keyboard.press("Enter")
    play.records(Recorded("position_taken", JAPAN, {"paragraph": play.paragraph, "stance": "supports"}))
    play.page.keyboard.type('Jap: del "should"')
    play.page.keyboard.press("Enter")
    tabled, _ = play.records(Recorded("proposal_tabled", JAPAN), Recorded("text_changed", JAPAN))
    assert tabled["payload"]["paragraph"] == play.paragraph
    play.same_in_both_windows()
    play.page.keyboard.press("Escape")
    play.page.keyboard.press("Escape")


@performs("pin_capture")
def pins_capture(play: Play) -> None:
    there = play.new()
    play.given("chair", "put_before_room", {"paragraph": there})
    play.new()
    play.select()
    aim = play.page.locator(".aim small")
    if aim.inner_text() == "pinned":
        play.does()
    expect(aim).to_have_text("before the room")
    play.does()
    expect(aim).to_have_text("pinned")
    play.page.keyboard.press("c")
    play.page.keyboard.type("Jap +")
    play.page.keyboard.press("Enter")
    play.records(Recorded("position_taken", JAPAN, {"paragraph": there, "stance": "supports"}))
    play.page.keyboard.press("Escape")
    play.page.keyboard.press("Escape")
    play.does()
    expect(aim).to_have_text("before the room")


@performs(
    None,
    commands=(("take_back", BASE), ("withdraw_position", FOR), ("leave_proposal", FOR)),
    by=OFFICE,
    ways=(KEY,),
)
def takes_back_in_the_capture_line(play: Play) -> None:
    play.new()
    play.select()
    play.page.keyboard.press("c")
    for line in (play.label, "Jap +"):
        play.page.keyboard.type(line)
        play.page.keyboard.press("Enter")
    play.records(Recorded("position_taken", JAPAN, {"paragraph": play.paragraph}))
    play.page.keyboard.type("Jap 0")
    play.page.keyboard.press("Enter")
    play.records(Recorded("position_withdrawn", JAPAN, {"paragraph": play.paragraph, "proposal": None}))
    play.page.keyboard.type('Jap, Per: del "should"')
    play.page.keyboard.press("Enter")
    tabled, _ = play.records(Recorded("proposal_tabled", JAPAN), Recorded("text_changed", JAPAN))
    assert tabled["payload"]["proposal"]["sponsors"] == [JAPAN, "PER"]
    play.page.keyboard.type("Per: withdraw")
    play.page.keyboard.press("Enter")
    play.records(Recorded("sponsor_left", "PER", {"sponsors": [JAPAN]}))
    play.page.keyboard.press("Control+z")
    play.records(Recorded("act_taken_back", None, {"paragraph": play.paragraph, "of": "PER"}))
    play.page.keyboard.press("Escape")


# Rows are no siblings where a stretch ends between them.
COMES_NEXT = """
([one, next]) => {
  const rows = [...document.querySelectorAll("article")].map(({ id }) => id);
  return rows[rows.indexOf(one) + 1] === next;
}
"""


@performs("move", commands=(("move_paragraph", BASE), ("move_section", BASE)))
def moves(play: Play) -> None:
    first = play.new()
    play.new()
    moved = play.new()
    play.select()
    play.does()
    play.fill("After", first)
    play.fill("Reason", "order")
    play.confirm()
    play.records(Recorded("paragraph_moved", None, {"paragraph": moved, "after": first, "reason": "order"}))
    until_page(play.other, COMES_NEXT, [first, moved])


@performs("move", "withdraw", commands=(("move_section", BASE), ("withdraw_section", BASE)))
def moves_and_withdraws_a_section(play: Play) -> None:
    first = play.new()
    play.new()
    heading = play.new("Early warning", "heading")
    play.select()
    play.does()
    if play.act == "move":
        play.fill("After", first)
    play.fill("Reason", "order")
    play.confirm()
    if play.act == "move":
        play.records(
            Recorded("section_moved", None, {"paragraph": heading, "after": first, "reason": "order"})
        )
    else:
        play.records(Recorded("section_withdrawn", None, {"paragraph": heading, "reason": "order"}))
        keys_go_on(play)


@performs("relabel", commands=(("relabel_paragraph", BASE),))
def relabels(play: Play) -> None:
    play.new()
    play.select()
    play.does()
    label = f"{play.label} bis"
    play.fill("Label", label)
    play.confirm()
    play.records(Recorded("paragraph_relabelled", None, {"label": label, "marker": f"{label}."}))
    play.same_in_both_windows()


@performs("withdraw", commands=(("withdraw_paragraph", BASE),))
def withdraws_a_paragraph(play: Play) -> None:
    play.new()
    play.select()
    play.does()
    play.fill("Reason", "not needed")
    play.confirm()
    play.records(Recorded("paragraph_withdrawn", None, {"paragraph": play.paragraph, "reason": "not needed"}))
    expect(play.other.locator(f"#{play.paragraph}")).to_have_count(0)
    keys_go_on(play)


def keys_go_on(play: Play) -> None:
    """What goes by one's own act is not taken from under one's hands: the next key is heard."""
    last = play.stage.last()
    assert last is not None
    play.page.keyboard.press("End")
    expect(play.row(last)).to_have_attribute("aria-current", "true")
