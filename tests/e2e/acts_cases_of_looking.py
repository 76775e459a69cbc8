"""How acts that record nothing are performed: going about and looking; see acts_declared.py."""

from playwright.sync_api import expect

from tests.e2e.acting import POINTER, Play
from tests.e2e.acts_declared import performs

# Going about.


@performs("next", "previous")
def goes_to_the_neighbour(play: Play) -> None:
    first, second = play.new(), play.new()
    start, goal = (first, second) if play.act == "next" else (second, first)
    play.select()
    play.stand_on(start)
    play.does(play.row(goal).locator(".lab"))
    expect(play.row(goal)).to_have_attribute("aria-current", "true")
    play.records_nothing()


@performs("next_open", "previous_open")
def goes_to_the_open_neighbour(play: Play) -> None:
    first = play.new()
    play.new()
    play.agreed()
    third = play.new()
    start, goal = (first, third) if play.act == "next_open" else (third, first)
    play.select()
    play.stand_on(start)
    play.does(play.row(goal).locator(".lab"))
    expect(play.row(goal)).to_have_attribute("aria-current", "true")
    play.records_nothing()


@performs("first", "last")
def goes_to_the_edge(play: Play) -> None:
    play.new()
    last = play.new()
    play.select()
    rows = play.page.locator("main article")
    goal = rows.first if play.act == "first" else play.row(last)
    play.does(goal.locator(".lab"))
    expect(goal).to_have_attribute("aria-current", "true")
    play.records_nothing()


@performs("room_paragraph")
def goes_to_the_paragraph_before_the_room(play: Play) -> None:
    other, there = play.new(), play.new()
    play.select()
    play.stand_on(other)
    play.given("chair", "put_before_room", {"paragraph": there})
    news = play.page.locator(".whisper button").first
    expect(news).to_be_visible()
    play.does(news)
    expect(play.row(there)).to_have_attribute("aria-current", "true")
    play.records_nothing()


# Looking.


@performs("search", "as_of", "documents", "keys", "drafts")
def opens_and_closes_a_sheet(play: Play) -> None:
    play.new()
    play.select()
    if play.act == "drafts" and play.way == POINTER:
        return  # Its button is there only while there are drafts: see test_connection.py.
    play.does()
    expect(play.sheet).to_be_visible()
    if play.way == POINTER:
        play.sheet.get_by_role("button", name="Close", exact=True).click()
    else:
        play.page.keyboard.press("Escape")
    expect(play.sheet).to_have_count(0)
    play.records_nothing()


@performs("escape")
def closes(play: Play) -> None:
    play.new()
    play.select()
    play.page.keyboard.press("?")
    expect(play.sheet).to_be_visible()
    play.does(play.sheet.get_by_role("button", name="Close", exact=True))
    expect(play.sheet).to_have_count(0)


@performs("filter")
def filters_the_outline(play: Play) -> None:
    play.new()
    play.select()
    chips = play.page.get_by_role("group", name="Show only").get_by_role("button")
    play.does(chips.nth(1))
    expect(chips.nth(1)).to_have_attribute("aria-pressed", "true")
    for _ in range(1 if play.way == POINTER else chips.count() - 1):
        play.does(chips.first)
    expect(chips.first).to_have_attribute("aria-pressed", "true")
    play.records_nothing()


@performs("attributions")
def hides_attributions(play: Play) -> None:
    play.new()
    play.proposed()
    play.select()
    expect(play.row()).to_contain_text("– Peru")
    play.does()
    expect(play.row()).not_to_contain_text("– Peru")
    play.does()
    expect(play.row()).to_contain_text("– Peru")
    play.records_nothing()


@performs("withdrawn")
def shows_what_is_withdrawn(play: Play) -> None:
    play.new()
    gone = play.new()
    play.given("chair", "withdraw_paragraph", {"paragraph": gone, "reason": "not needed"})
    expect(play.row(gone)).to_have_count(0)
    play.select(play.stage.last())
    play.does(play.page.get_by_role("button", name="withdrawn"))
    expect(play.row(gone)).to_be_attached()
    play.does(play.page.get_by_role("button", name="withdrawn"))
    expect(play.row(gone)).to_have_count(0)


@performs("theme")
def changes_the_theme(play: Play) -> None:
    play.new()
    play.select()
    look = "() => document.documentElement.dataset.theme ?? ''"
    before = play.page.evaluate(look)
    play.does(play.page.locator("button.theme"))
    assert play.page.evaluate(look) != before
    play.does(play.page.locator("button.theme"))
    play.records_nothing()
