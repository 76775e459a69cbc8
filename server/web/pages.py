"""All pages, put into an application; what templates may use everywhere."""

from pathlib import Path

from flask import Flask

from server.web import (
    allowances,
    api,
    assets,
    auth,
    compress,
    dates,
    documents,
    errors,
    health,
    imports,
    meetings,
    operation,
    participants,
    public,
    rolling_page,
    security,
    set_files,
    text_now,
    texts,
)
from server.web.forms import RIGHT_TO_LEFT, ActForm
from server.web.house import House, install_house
from server.web.words import LANGUAGE, catalogue, t


def install(app: Flask, house: House, dist: Path, redis_url: str | None) -> None:
    """Serves every page. `dist` holds the built client; attempts at passwords are counted at `redis_url`."""
    install_house(app, house)
    shared = text_now.install(app, house)
    house.watch("states_made", "States of now that were written for who opens a text", lambda: shared.made)
    rolling_page.install(app, house)
    security.install(app)
    compress.install(app)
    set_files.install(app)
    # Before what refuses requests, so that those are counted too.
    allowances.install(app)
    auth.install(app, redis_url)
    assets.install(app, dist)
    errors.install(app)
    for module in (api, documents, health, imports, meetings, operation, participants, public, texts):
        app.register_blueprint(module.blueprint)
    app.jinja_env.globals.update(
        t=t,
        language=LANGUAGE,
        direction="rtl" if LANGUAGE in RIGHT_TO_LEFT else "ltr",
        demo=house.demo,
        ActForm=ActForm,
        any_public=public.any_meeting,
    )
    app.jinja_env.filters.update(moment=dates.moment, short=lambda code, names: names.get(code, code))
    app.jinja_env.tests["word"] = lambda key: key in catalogue()
    app.jinja_env.globals["days"] = dates.days
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
