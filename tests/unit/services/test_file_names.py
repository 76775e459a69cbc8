"""Names of files (docs/SPEC.md, O15)."""

from dataclasses import replace

from server.services.file_names import of_rolling_text, of_status_document
from server.services.registry import TextFacts
from tests.support.record import MEETING

AS_OF = "2021-04-07T22:30:00.000Z"


def text(one: str, title: str, language: str = "en") -> TextFacts:
    return TextFacts(one, MEETING.id, title, language, "ltr", 1, "", AS_OF)


def test_names_tell_text_kind_and_local_moment_apart() -> None:
    """O15: half past midnight in Vienna is another day than in UTC."""
    conclusions, report = text("t-1", "Preliminary conclusions"), text("t-2", "Report of the group")
    texts = [conclusions, report]
    assert of_status_document(MEETING, conclusions, texts, 3, AS_OF, 2) == (
        "ieg-2021-preliminary-conclusions-agreed-paragraphs-3-2021-04-08-0030"
    )
    assert of_rolling_text(MEETING, report, texts, 1038, AS_OF) == (
        "rolling-text-ieg-2021-report-of-the-group-1038-2021-04-08-0030"
    )


def test_texts_whose_titles_are_alike_in_a_file_name_are_told_apart() -> None:
    """O15: titles in another script, and titles that are the same or begin alike."""
    texts = [
        text("t-arabic", "الاستنتاجات", "ar"),
        text("t-other1", "التوصيات 2", "ar"),
        text("t-third1", "结论", "zh"),
    ]
    names = [of_rolling_text(MEETING, one, texts, 7, AS_OF) for one in texts]
    assert names == [
        "rolling-text-ieg-2021-ar-arabic-7-2021-04-08-0030",
        "rolling-text-ieg-2021-ar-other1-7-2021-04-08-0030",
        "rolling-text-ieg-2021-zh-7-2021-04-08-0030",
    ]
    long = "Declaration on the rights of those who live beside rivers"
    twins = [text("t-one001", f"{long}, part one"), text("t-two001", f"{long}, part two")]
    assert len({of_rolling_text(MEETING, one, twins, 7, AS_OF) for one in twins}) == 2


def test_document_of_before_keeps_its_name() -> None:
    """O15."""
    conclusions = text("t-1", "Preliminary conclusions")
    assert (
        of_status_document(MEETING, conclusions, [], 3, AS_OF, 1) == "ieg-2021-agreed-paragraphs-3-2021-04-07"
    )


def test_moment_is_that_of_the_meetings_zone() -> None:
    """O15."""
    far = replace(MEETING, time_zone="Etc/GMT+3")
    assert of_rolling_text(far, text("t-1", "A"), [], 7, AS_OF).endswith("-2021-04-07-1930")


def test_texts_whose_titles_differ_by_case_accents_or_an_id_are_told_apart() -> None:
    """O15: also where one is called as another one is with its id."""
    titles = ["Conclusions", "CONCLUSIONS", "Conclusións", "Conclusions 1", "Conclusions – 1!", "1"]
    texts = [text(f"t-{number}", title) for number, title in enumerate(titles, 1)]
    assert len({of_rolling_text(MEETING, one, texts, 7, AS_OF) for one in texts}) == len(texts)


def test_moments_that_clocks_show_alike_are_told_apart() -> None:
    """O15: by the offset, of a whole hour or of half an hour."""
    one = text("t-1", "A")
    for zone, first, second, ends in (
        ("Europe/Vienna", "2021-10-31T00:30", "2021-10-31T01:30", ("0230-utc-plus-2", "0230-utc-plus-1")),
        (
            "America/St_Johns",
            "2021-11-07T03:45",
            "2021-11-07T04:45",
            ("0115-utc-minus-230", "0115-utc-minus-330"),
        ),
        (
            "Australia/Lord_Howe",
            "2021-04-03T14:45",
            "2021-04-03T15:15",
            ("0145-utc-plus-11", "0145-utc-plus-1030"),
        ),
    ):
        meeting = replace(MEETING, time_zone=zone)
        names = [of_rolling_text(meeting, one, [], 7, f"{moment}:00.000Z") for moment in (first, second)]
        assert [name.partition("-7-2021-")[2].split("-", 2)[2] for name in names] == list(ends)
