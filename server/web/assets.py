"""The built client: which files a page loads, and the files themselves."""

import json
import mimetypes
import re
from functools import lru_cache
from pathlib import Path

from flask import Blueprint, Flask, Response, abort, current_app, request, url_for
from werkzeug.security import safe_join

MANIFEST = Path(".vite") / "manifest.json"
KEPT_SECONDS = 365 * 24 * 3600
DIST = "CLIENT_DIST"
TYPES = {
    ".css": "text/css",
    ".js": "text/javascript",
    ".ttf": "font/ttf",
    ".woff": "font/woff",
    ".woff2": "font/woff2",
}

HAN = re.compile(
    "[\u2e80-\u2fdf\u3005\u3007\u3021-\u3029\u3038-\u303b\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)
"""A Chinese character, in whatever language the text is."""

blueprint = Blueprint("assets", __name__)


def install(app: Flask, dist: Path) -> None:
    """Serves the built client in `dist`, and gives templates `entry(source)` and the test `chinese`."""
    app.config[DIST] = dist
    app.register_blueprint(blueprint)
    app.jinja_env.globals["entry"] = entry
    app.jinja_env.tests["chinese"] = lambda words: HAN.search(words) is not None


def entry(source: str) -> dict[str, list[str]]:
    """
    The addresses of what a page loads for one source (`src/pages/text.tsx`): its `scripts`, `modules` (that the scripts
    will ask for) and `styles`. Raises LookupError where the client was not built.
    """
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
    found = safe_join(str(current_app.config[DIST]), name)
    path = Path(found) if found is not None else None
    if path is None or not path.is_file() or path.name.startswith("."):
        abort(404)
    response = Response(path.read_bytes(), content_type=_type(path))
    response.headers["Cache-Control"] = f"public, max-age={KEPT_SECONDS}, immutable"
    response.set_etag(path.name)
    response.make_conditional(request)
    return response


def _type(path: Path) -> str:
    # Said here, since what a machine's own list of types says of scripts and fonts differs from one to the next.
    kind = TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return f"{kind}; charset=utf-8" if kind.startswith("text/") else kind


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
