"""The pages that everybody may read: public meetings, and what each of them has issued."""

from flask import Blueprint, abort, render_template
from flask_login import current_user

from server.services import published
from server.services.meetings import NotOpen
from server.web.house import house

blueprint = Blueprint("public", __name__)


@blueprint.get("/public")
def meetings() -> str:
    """The public meetings."""
    with house().store.reading() as unit:
        return render_template("public.html", meetings=published.public_meetings(unit))


@blueprint.get("/public/<slug>")
def meeting(slug: str) -> str:
    """The documents that a public meeting has issued. A closed one looks like one that does not exist."""
    with house().store.reading() as unit:
        try:
            found, documents = published.published(unit, slug)
        except NotOpen:
            if not current_user.is_authenticated:
                abort(401)
            raise
    return render_template("public_meeting.html", meeting=found, documents=documents)


def any_meeting() -> bool:
    """Whether there is a public meeting: the page for signing in leads to the list then."""
    with house().store.reading() as unit:
        return bool(published.public_meetings(unit))
