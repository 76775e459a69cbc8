"""The acts of the client, as its own code lists them: bundled by itself and run by Node, so that no copy can differ."""

import json
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.support.served import ROOT

CLIENT = ROOT / "client"
ROLES = ("secretariat", "chair", "delegate", "observer")
LIST = """
import { ACTS } from "%s/src/views/acts/index.ts";
const levels = [{ id: "ad_ref" }, { id: "agreed" }];
const screen = (role) => ({
  opening: { you: { role, delegation: role === "delegate" ? "JPN" : null } },
  state: { value: { levels } },
});
const of = (one) => %s.filter((role) => one.offered(screen(role)));
console.log(JSON.stringify(ACTS.map((one) => ({ id: one.id, keys: one.keys, group: one.group, roles: of(one) }))));
"""


@dataclass(frozen=True, slots=True)
class ClientAct:
    """`roles`: those that the screen offers it to."""

    id: str
    keys: tuple[str, ...]
    group: str
    roles: tuple[str, ...]


@cache
def client_acts() -> dict[str, ClientAct]:
    """Every act of client/src/views/acts, by its id."""
    node = ROOT / ".make" / "bin" / "node"
    with tempfile.TemporaryDirectory() as folder:
        entry, bundle = Path(folder) / "entry.ts", Path(folder) / "acts.mjs"
        entry.write_text(LIST % (CLIENT, json.dumps(ROLES)), encoding="utf-8")
        rolldown = CLIENT / "node_modules" / ".bin" / "rolldown"
        command = [rolldown, entry, "--platform", "node", "--format", "esm", "-o", bundle]
        subprocess.run([str(part) for part in command], check=True, cwd=CLIENT, capture_output=True)
        found = subprocess.run(
            [str(node) if node.exists() else shutil.which("node") or "node", str(bundle)],
            check=True,
            capture_output=True,
            text=True,
        )
    made = (
        ClientAct(one["id"], tuple(one["keys"]), one["group"], tuple(one["roles"]))
        for one in json.loads(found.stdout)
    )
    return {one.id: one for one in made}
