"""
Makes tools/verify_record.py: the verifier of tools/third_party in one file with the rules of server/domain that it
needs, so that a third party runs it with nothing but Python.

    python -m tools.bundle

The rules are those by which the server decides and sets documents, not a second writing of them
(docs/adr/0008-one-set-of-rules-to-verify-by.md). The sources stand in the file as they are, to be read.
"""

import ast
import sys
from pathlib import Path
from typing import Final

TOOLS: Final = Path(__file__).resolve().parent
MADE: Final = TOOLS / "verify_record.py"

_OURS: Final = ("server", "tools")
_BEGIN: Final = "tools.third_party.main"

_FILE: Final = '''\
#!/usr/bin/env python3
"""{about}"""

# Made by `python -m tools.bundle`: below stand the sources of Adref that this program runs, as they are.

import importlib.abc
import importlib.machinery
import sys
import types
from collections.abc import Sequence

SOURCES = {{
{sources}
}}


class Sources(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Imports the modules of this file, and no others of their names."""

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: types.ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if name not in SOURCES:
            return None
        package = any(other.startswith(name + ".") for other in SOURCES)
        return importlib.machinery.ModuleSpec(name, self, is_package=package)

    def exec_module(self, module: types.ModuleType) -> None:
        exec(compile(SOURCES[module.__name__], f"<{{module.__name__}}>", "exec"), module.__dict__)


if __name__ == "__main__":
    if sys.version_info < (3, 11):
        sys.exit("This program needs Python 3.11 or later.")
    sys.meta_path.insert(0, Sources())
    from tools.third_party.main import run

    run()
'''


def bundle() -> str:
    """The whole file. Raises ValueError for a module that uses anything but Python's own library."""
    sources = {name: _path(name).read_text("utf-8") for name in sorted(_needed(_BEGIN))}
    for name, source in sources.items():
        if "'''" in source:
            raise ValueError(f"{name} holds ''' and cannot stand in the file as it is.")
    about = ast.get_docstring(ast.parse(sources[_BEGIN]), clean=False) or ""
    written = "\n".join(f"    {_quoted(name)}: r'''{source}'''," for name, source in sources.items())
    return _FILE.format(about=about, sources=written)


def _quoted(name: str) -> str:
    return f'"{name}"'


def _needed(name: str) -> set[str]:
    """The module, the packages that it stands in, and all that these import of ours."""
    found: set[str] = set()
    waiting = [name]
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        found.add(name)
        if "." in name:
            waiting.append(name.rpartition(".")[0])
        tree = ast.parse(_path(name).read_text("utf-8"))
        if foreign := _foreign(tree):
            raise ValueError(f"{name} needs more than Python's own library: {', '.join(foreign)}.")
        waiting += _imported(tree)
    return found


def _imported(tree: ast.Module) -> list[str]:
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            inside = [f"{node.module}.{alias.name}" for alias in node.names]
            found += [node.module, *(one for one in inside if _is_ours(one) and _path(one).is_file())]
    return [name for name in found if _is_ours(name)]


def _foreign(tree: ast.Module) -> list[str]:
    """The modules that a module imports at load time and that are not in Python's library."""
    found = []
    for node in tree.body:
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            found.append(node.module or "")
    names = {name.partition(".")[0] for name in found}
    return sorted(name for name in names if name not in _OURS and name not in sys.stdlib_module_names)


def _is_ours(name: str) -> bool:
    return name.partition(".")[0] in _OURS


def _path(name: str) -> Path:
    plain = TOOLS.parent.joinpath(*name.split("."))
    return plain / "__init__.py" if plain.is_dir() else plain.with_suffix(".py")


if __name__ == "__main__":
    MADE.write_text(bundle(), "utf-8")
