"""The contract of the registry, in memory, on SQLite and on PostgreSQL."""

from dataclasses import replace

import pytest

from server.domain import meeting as rules
from server.services.registry import Delegation, Participant, Person, Rights, Taken, TextFacts
from server.services.store import Store
from tests.support.record import DELEGATIONS, MEETING, PARTICIPANTS, PEOPLE, TEXT


def test_meeting_is_found_by_id_and_by_slug(store: Store) -> None:
    with store.reading() as unit:
        assert unit.registry.meeting(MEETING.id) == MEETING
        assert unit.registry.meeting(MEETING.slug) == MEETING
        assert unit.registry.meeting("no-such") is None


def test_meetings_stand_latest_first(store: Store) -> None:
    later = replace(MEETING, id="m-000002", slug="later", starts="2022-01-01")
    with store.writing() as unit:
        unit.registry.add_meeting(later)
    with store.reading() as unit:
        assert unit.registry.meetings() == [later, MEETING]
        assert unit.registry.meetings_of("p-aut001") == [MEETING]
        assert unit.registry.meetings_of("p-none01") == []


def test_meeting_of_a_taken_slug_is_refused(store: Store) -> None:
    with pytest.raises(Taken), store.writing() as unit:
        unit.registry.add_meeting(replace(MEETING, id="m-000002"))


def test_delegations_stand_in_their_order_with_members(store: Store) -> None:
    with store.reading() as unit:
        assert unit.registry.delegations(MEETING.id) == list(DELEGATIONS)


def test_meeting_of_a_text_is_what_the_rules_need(store: Store) -> None:
    """A9: its delegations by code, with kind and members; none where there is no such text."""
    with store.reading() as unit:
        assert unit.registry.meeting_of(TEXT) == rules.Meeting(
            {
                "AUT": rules.Delegation("state"),
                "PER": rules.Delegation("state"),
                "EU": rules.Delegation("group", ("AUT",)),
                "WWF": rules.Delegation("observer"),
            }
        )
        assert unit.registry.meeting_of("t-unknown") == rules.Meeting({})


def test_delegation_of_the_same_code_is_replaced(store: Store) -> None:
    changed = Delegation(MEETING.id, "EU", "EU", "European Union", "group", 0, ("AUT", "PER"))
    with store.writing() as unit:
        unit.registry.add_delegation(changed)
    with store.reading() as unit:
        found = unit.registry.delegations(MEETING.id)
    assert found == [changed, *(one for one in DELEGATIONS if one.code != "EU")]


def test_person_is_found_by_sign_in_name_in_any_case(store: Store) -> None:
    person = Person("p-new001", "New Person", "New.Person@example.org", active=True)
    with store.writing() as unit:
        unit.registry.add_person(person, "hash-1")
    kept = replace(person, sign_in="new.person@example.org")
    with store.reading() as unit:
        assert unit.registry.person_named(" NEW.person@example.org ") == kept
        assert unit.registry.person("p-new001") == kept
        assert unit.registry.password_hash("p-new001") == "hash-1"
        assert unit.registry.person_named("nobody-else") is None


def test_person_of_a_taken_sign_in_name_is_refused(store: Store) -> None:
    with pytest.raises(Taken), store.writing() as unit:
        unit.registry.add_person(Person("p-new001", "Another", "CHAIR", active=True), None)


def test_people_password_and_activity_can_change(store: Store) -> None:
    with store.writing() as unit:
        unit.registry.set_password_hash("p-aut001", "hash-2")
        unit.registry.set_active("p-aut001", active=False)
        unit.registry.set_name("p-chair1", "A Chair")
    with store.reading() as unit:
        assert unit.registry.password_hash("p-aut001") == "hash-2"
        assert unit.registry.person("p-aut001") == replace(PEOPLE[2], active=False)
        chair = unit.registry.person("p-chair1")
        assert chair is not None
        assert chair.name == "A Chair"
        names = ["A Chair" if one.id == "p-chair1" else one.name for one in PEOPLE]
        assert [one.name for one in unit.registry.people()] == sorted(names)


def test_ended_session_is_known_until_it_is_forgotten(store: Store) -> None:
    """G32."""
    first, second = "2021-04-07T16:00:00.000Z", "2021-04-09T16:00:00.000Z"
    with store.writing() as unit:
        unit.registry.end_session("session-1", first, first)
        unit.registry.end_session("session-1", first, first)
    with store.reading() as unit:
        assert unit.registry.sessions_ended({"session-1", "session-2"}) == {"session-1"}
        assert unit.registry.sessions_ended(set()) == set()
    with store.writing() as unit:
        unit.registry.end_session("session-2", second, second)
    with store.reading() as unit:
        assert unit.registry.sessions_ended({"session-1", "session-2"}) == {"session-2"}


def test_participants_are_listed_by_name(store: Store) -> None:
    by_name = [PARTICIPANTS[0], PARTICIPANTS[2], PARTICIPANTS[3], PARTICIPANTS[1]]
    with store.reading() as unit:
        assert unit.registry.participants(MEETING.id) == by_name
        assert unit.registry.participant(MEETING.id, "p-aut001") == PARTICIPANTS[2]
        assert unit.registry.participant(MEETING.id, "p-none01") is None


def test_participant_changes_role_and_leaves(store: Store) -> None:
    promoted = Participant(MEETING.id, "p-aut001", "chair", None)
    with store.writing() as unit:
        unit.registry.set_participant(promoted)
        unit.registry.remove_participant(MEETING.id, "p-obs001")
    with store.reading() as unit:
        assert unit.registry.participant(MEETING.id, "p-aut001") == promoted
        assert unit.registry.participant(MEETING.id, "p-obs001") is None


def test_texts_are_listed_by_meeting(store: Store) -> None:
    other = TextFacts("t-000002", "m-000002", "Another text", "ar", "rtl", 0, "0" * 64, "")
    with store.writing() as unit:
        unit.registry.add_meeting(replace(MEETING, id="m-000002", slug="other"))
        unit.registry.add_text(other)
    with store.reading() as unit:
        assert [text.id for text in unit.registry.texts(MEETING.id)] == [TEXT]
        assert [text.id for text in unit.registry.texts()] == [TEXT, "t-000002"]
        assert unit.registry.text("t-000002") == other
    with pytest.raises(Taken), store.writing() as unit:
        unit.registry.add_text(other)


def test_names_are_those_of_all_who_take_part_or_did_so(store: Store) -> None:
    """R24: whoever a record names took part once, and is named when they no longer do."""
    with store.reading() as unit:
        assert unit.registry.names(MEETING.id) == {one.id: one.name for one in PEOPLE if one.id != "p-none01"}
    with store.writing() as unit:
        unit.registry.set_participant(Participant(MEETING.id, "p-none01", "observer", "WWF"))
        unit.registry.remove_participant(MEETING.id, "p-none01")
        unit.registry.remove_participant(MEETING.id, "p-none01")
    with store.reading() as unit:
        assert unit.registry.participant(MEETING.id, "p-none01") is None
        assert unit.registry.names(MEETING.id) == {one.id: one.name for one in PEOPLE}
        assert unit.registry.names("m-another") == {}


def test_rights_are_those_of_an_active_participant(store: Store) -> None:
    with store.writing() as unit:
        unit.registry.set_active("p-obs001", active=False)
    with store.reading() as unit:
        text = unit.registry.text(TEXT)
        assert text is not None
        everybody = {"p-aut001", "p-chair1", "p-none01", "p-obs001"}
        chair = next(one for one in PARTICIPANTS if one.person == "p-chair1")
        assert unit.registry.rights(everybody, TEXT) == {
            "p-aut001": Rights(text, MEETING, PARTICIPANTS[2]),
            "p-chair1": Rights(text, MEETING, chair),
        }
        found = unit.registry.participants_of(TEXT, everybody)
        assert sorted(found, key=lambda one: one.person) == [PARTICIPANTS[2], chair]
        assert unit.registry.participants_of("t-unknown", everybody) == []
        assert unit.registry.rights({"p-aut001"}, "t-unknown") == {}
        assert unit.registry.rights(set(), TEXT) == {}


def test_accounts_are_looked_up_together(store: Store) -> None:
    with store.writing() as unit:
        unit.registry.set_password_hash("p-aut001", "hash-2")
    with store.reading() as unit:
        found = unit.registry.accounts({"p-aut001", "p-unknown"})
        assert found == {"p-aut001": (unit.registry.person("p-aut001"), "hash-2")}


@pytest.mark.parametrize("name", ["ＣＨＡＩＲ", "cha\u200bir", "chаir", "ch\u00e1ir"])
def test_person_is_found_and_taken_by_a_name_that_looks_alike(store: Store, name: str) -> None:
    with store.reading() as unit:
        found = unit.registry.person_named(name)
        assert found is not None
        assert found.sign_in == "chair"
    with pytest.raises(Taken), store.writing() as unit:
        unit.registry.add_person(Person("p-new001", "Another", name, active=True), None)


def test_text_is_described_as_its_record_says(store: Store) -> None:
    """I23, I24"""
    with store.writing() as unit:
        unit.registry.describe_text(TEXT, "Another title", archived=True)
    with store.reading() as unit:
        facts = unit.registry.text(TEXT)
        assert facts is not None
        assert (facts.title, facts.archived) == ("Another title", True)
        rights = unit.registry.rights({"p-aut001"}, TEXT)
        assert rights["p-aut001"].text == facts
