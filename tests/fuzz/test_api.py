"""The interface of programs keeps to its description, whatever it is asked and by whom (X6)."""

import io
import json
import re
from typing import Any

import pytest
import schemathesis
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from server.web import allowances
from tests.fuzz.conftest import tries
from tests.support.house import TEXT, House, make_house, said, token
from tests.support.served import ROOT

DESCRIBED: dict[str, Any] = json.loads((ROOT / "docs" / "openapi.json").read_text(encoding="utf-8"))
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
ROLES = ("secretariat", "chair", "delegate", "observer", "elsewhere", "stranger", None)
PROGRAMS = ("/api/", "/healthz", "/readyz", "/metrics")
EXAMPLES = 12
FEW = 3
"""Of documents, each of which is really set."""


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> House:
    """An application with a paragraph in its text, that answers as often as it is asked."""
    with pytest.MonkeyPatch.context() as patched:
        for name in ("REQUESTS", "DOCUMENTS", "STRANGERS"):
            patched.setattr(allowances, name, (1e6, 1e6))
        house = make_house(tmp_path_factory.mktemp("house"))
    secretariat = house.signed_in("secretariat")
    path = f"/texts/{TEXT}/import"
    data = {
        "csrf_token": token(secretariat, path),
        "file": (io.BytesIO(b"1. States should act.\n"), "draft.txt"),
    }
    looked = secretariat.post(path, data=data)
    recorded = {"csrf_token": data["csrf_token"], "act": "record"}
    assert secretariat.post(looked.headers["Location"], data=recorded).status_code == 302
    return house


@pytest.fixture(scope="module")
def cookies(house: House) -> dict[str | None, str]:
    """The cookie of each role, and of nobody."""
    found: dict[str | None, str] = {None: ""}
    for name in ROLES:
        if name is not None:
            cookie = house.signed_in(name).get_cookie("adref")
            assert cookie is not None
            found[name] = f"adref={cookie.value}"
    return found


@pytest.fixture(scope="module")
def described(house: House) -> Any:
    """The description with ids that are there among its examples, so that not everything is not found."""
    known = json.loads(json.dumps(DESCRIBED))
    state = said(house.signed_in("chair").get(f"/api/texts/{TEXT}/state"))["state"]
    examples = {"text": [TEXT, "t-nowhere"], "paragraph": [*state["order"], "p-nowhere"]}
    for path in known["paths"].values():
        for parameter in path["get"]["parameters"]:
            if parameter["name"] in examples:
                parameter["schema"] = {"enum": examples[parameter["name"]]}
    schema = schemathesis.openapi.from_dict(known)
    schema.app = house.app
    return schema


MODES = (schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("path", sorted(DESCRIBED["paths"]))
def test_answers_are_those_that_are_described(
    described: Any, cookies: dict[str | None, str], path: str, role: str | None
) -> None:
    """X6: never a fault of the server, and a status, a type and a shape that are written down."""
    operation = described[path]["GET"]
    # What has no parameters cannot be asked wrongly.
    modes = MODES if DESCRIBED["paths"][path]["get"]["parameters"] else MODES[:1]
    headers = {"Cookie": cookies[role]} if role is not None else {}
    examples = FEW if "rolling" in path else EXAMPLES

    @tries(examples)
    @given(st.one_of(*(operation.as_strategy(generation_mode=mode) for mode in modes)))
    def asked(case: Any) -> None:
        case.call_and_validate(headers=headers, checks=CHECKS)

    asked()


def test_every_route_for_programs_is_described_and_no_other(house: House) -> None:
    """X6."""
    served = {path for path in routes(house.app) if path.startswith(PROGRAMS)}
    assert served == set(DESCRIBED["paths"])


def routes(app: Flask) -> set[str]:
    """The paths of an application that are read, one for each form of a file."""
    found: set[str] = set()
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()):
            continue
        forms = re.search(r"<any\(([^)]*)\):form>", rule.rule)
        for form in forms[1].split(", ") if forms else [""]:
            path = rule.rule.replace(forms[0], form) if forms else rule.rule
            found.add(re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", path))
    return found
