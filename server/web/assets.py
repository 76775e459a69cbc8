"""The built client: which files a page loads, and the files themselves."""

import json
from functools import lru_cache
from pathlib import Path

from flask import Blueprint, Flask, Response, current_app, request, send_from_directory, url_for

MANIFEST = Path(".vite") / "manifest.json"
KEPT_SECONDS = 365 * 24 * 3600
DIST = "CLIENT_DIST"

blueprint = Blueprint("assets", __name__)


def install(app: Flask, dist: Path) -> None:
    """Serves the built client in `dist`, and gives templates `entry(source)`."""
    app.config[DIST] = dist
    app.register_blueprint(blueprint)
    app.jinja_env.globals["entry"] = entry


def entry(source: str) -> dict[str, list[str]]:
    """The addresses of what a page loads for one source (`src/pages/text.tsx`): its `scripts`, `modules` (that the
    scripts will ask for) and `styles`. Raises LookupError where the client was not built."""
    manifest = _manifest()
    if source not in manifest:
        raise LookupError(f"The client is not built, or without {source}: make run builds it.")
    styles: list[str] = []
    modules: list[str] = []
    _collect(manifest, source, styles, modules, set())
    file = str(manifest[source]["file"])
    if file.endswith(".css"):
        return {"scripts": [], "modules": [], "styles": [_address(file)]}
    return {"scripts": [_address(file)], "modules": modules, "styles": styles}


@blueprint.get("/assets/<path:name>")
def asset(name: str) -> Response:
    """A built file; its name holds the digest of its content, so that it can be kept for ever."""
    response = send_from_directory(current_app.config[DIST], name)
    response.cache_control.no_cache = None
    response.cache_control.public = True
    response.cache_control.max_age = KEPT_SECONDS
    response.cache_control.immutable = True
    response.make_conditional(request)
    return response


def _collect(
    manifest: dict[str, dict[str, object]], key: str, styles: list[str], modules: list[str], seen: set[str]
) -> None:
    if key in seen:
        return
    seen.add(key)
    chunk = manifest[key]
    styles.extend(_address(str(file)) for file in _names(chunk.get("css")))
    for name in _names(chunk.get("imports")):
        modules.append(_address(str(manifest[name]["file"])))
        _collect(manifest, name, styles, modules, seen)


def _names(value: object) -> list[str]:
    return [str(name) for name in value] if isinstance(value, list) else []


def _address(file: str) -> str:
    return url_for("assets.asset", name=file)


def _manifest() -> dict[str, dict[str, object]]:
    path = Path(current_app.config[DIST]) / MANIFEST
    if not path.exists():
        raise LookupError("The client is not built: make run builds it.")
    return _read(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=4)
def _read(path: Path, _changed: int) -> dict[str, dict[str, object]]:
    manifest: dict[str, dict[str, object]] = json.loads(path.read_text(encoding="utf-8"))
    return manifest
