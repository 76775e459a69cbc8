"""The forms of the pages, each with Flask-WTF's token against forgery. Labels come from the catalogue."""

import re
from typing import Any

from flask_wtf import FlaskForm
from flask_wtf.file import FileAllowed, FileField
from wtforms import BooleanField, DateField, PasswordField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import (
    DataRequired,
    InputRequired,
    Length,
    Optional,
    Regexp,
    StopValidation,
    ValidationError,
)

from server.domain.acts.text import MAX_TITLE
from server.domain.characters import fault_in, tidy
from server.services.clock import is_time_zone
from server.web.words import t

LONGEST_NAME = 200
LONGEST_TITLE = 400
LONGEST_LIST = 100_000
"""In characters: a list of every Member State in two languages is 20,000."""

LANGUAGES = ("ar", "zh", "en", "fr", "ru", "es")
RIGHT_TO_LEFT = frozenset({"ar"})
ROLES = ("delegate", "observer", "chair", "secretariat")
FORMATS = ("plain", "markdown")
KINDS = ("state", "group", "observer")

# Adref's own sentences in place of the library's, which name the field by its place and not by its name.
_needed = DataRequired(t("form.needed"))
# A password that was taken before may be of spaces.
_password_needed = InputRequired(t("form.needed"))


class TextField(StringField):
    """A line of text: tidied, and taken only where it passes the gate of characters. Passwords are no such field."""

    def process_formdata(self, valuelist: list[str]) -> None:
        if valuelist:
            self.data = tidy(valuelist[0])

    def pre_validate(self, form: object) -> None:  # noqa: ARG002  WTForms' signature.
        # As it came: composed, a letter has fewer marks.
        _pass(self.raw_data[0].strip() if self.raw_data else "")


class LinesField(TextAreaField):
    """Several lines of text, each as a `TextField` is; tabs part what was copied from a table."""

    def pre_validate(self, form: object) -> None:  # noqa: ARG002  WTForms' signature.
        _pass(re.sub(r"[\r\n\t]", " ", self.data or ""))


def _pass(text: str) -> None:
    fault = fault_in(text)
    if fault is not None:
        raise StopValidation(t(f"form.{fault.code}"))


def _at_most(length: int) -> Any:
    return Length(max=length, message=t("form.too_long", longest=length))


def _choices(prefix: str, values: tuple[str, ...]) -> list[SelectChoice]:
    return [SelectChoice(value, t(prefix + value)) for value in values]


class SignInForm(FlaskForm):
    name = TextField(t("sign_in.name"), [_needed, _at_most(LONGEST_NAME)])
    password = PasswordField(t("sign_in.password"), [_password_needed])


class PasswordForm(FlaskForm):
    old = PasswordField(t("password.old"), [_password_needed])
    new = PasswordField(t("password.new"), [_password_needed])


class MeetingForm(FlaskForm):
    body = TextField(t("meeting.body"), [_needed, _at_most(LONGEST_NAME)])
    title = TextField(t("meeting.title"), [_needed, _at_most(LONGEST_TITLE)])
    session = TextField(t("meeting.session"), [Optional(), _at_most(LONGEST_NAME)])
    place = TextField(t("meeting.place"), [Optional(), _at_most(LONGEST_NAME)])
    starts = DateField(t("meeting.starts"), [_needed])
    ends = DateField(t("meeting.ends"), [_needed])
    time_zone = TextField(t("meeting.time_zone"), [_needed])
    symbol = TextField(t("meeting.symbol"), [Optional(), _at_most(80)])
    public = BooleanField(t("meeting.public"))

    def validate_ends(self, field: Any) -> None:
        if self.starts.data and field.data and field.data < self.starts.data:
            raise ValidationError(t("meeting.ends_first"))

    def validate_time_zone(self, field: Any) -> None:
        if not is_time_zone(field.data):
            raise ValidationError(t("meeting.no_such_zone"))


class DelegationForm(FlaskForm):
    code = TextField(
        t("delegation.code"), [_needed, Regexp(r"^[A-Za-z0-9]{1,32}$", message=t("delegation.code_shape"))]
    )
    short = TextField(t("delegation.short"), [_needed, _at_most(80)])
    name = TextField(t("delegation.name"), [Optional(), _at_most(LONGEST_NAME)])
    kind = SelectField(t("delegation.kind"), choices=_choices("kind.", KINDS))
    members = TextField(t("delegation.members"), [Optional(), _at_most(2000)])


class DelegationListForm(FlaskForm):
    lines = LinesField(t("delegation.lines"), [_needed, _at_most(LONGEST_LIST)])


class ParticipantForm(FlaskForm):
    """`delegation` is given its choices by the view: the meeting's delegations."""

    name = TextField(t("participant.name"), [_needed, _at_most(LONGEST_NAME)])
    sign_in = TextField(t("participant.sign_in"), [_needed, _at_most(LONGEST_NAME)])
    role = SelectField(t("participant.role"), choices=_choices("role.", ROLES))
    delegation = SelectField(t("participant.delegation"), [Optional()], choices=[])


class NameForm(FlaskForm):
    """A participant's name, corrected."""

    name = TextField(t("participant.name"), [_needed, _at_most(LONGEST_NAME)])


class RoleForm(FlaskForm):
    """A participant's new role; `delegation` is given its choices as in `ParticipantForm`."""

    role = SelectField(t("participant.role"), choices=_choices("role.", ROLES))
    delegation = SelectField(t("participant.delegation"), [Optional()], choices=[])


class TextForm(FlaskForm):
    title = TextField(t("text.title"), [_needed, _at_most(MAX_TITLE)])
    language = SelectField(t("text.language"), choices=_choices("language.", LANGUAGES), default="en")
    format = SelectField(t("text.format"), choices=_choices("format.", FORMATS), default="plain")
    live = BooleanField(t("text.live"))


class RenameForm(FlaskForm):
    title = TextField(t("text.title"), [_needed, _at_most(MAX_TITLE)])


class ImportForm(FlaskForm):
    file = FileField(
        t("import.file"), [_needed, FileAllowed(["txt", "md", "markdown"], message=t("import.kinds"))]
    )


class ActForm(FlaskForm):
    """A button that does something: no field but the token."""
