"""The files of deploy/ that whoever runs a server takes: nginx and systemd read them, and they do what they say."""

import http.server
import json
import re
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import HTTPRedirectHandler, HTTPSHandler, Request, build_opener

import yaml

from tests.support.behind_nginx import need
from tests.support.served import ROOT, free_port
from tests.support.waiting import until

DEPLOY = ROOT / "deploy"


class Echo(http.server.BaseHTTPRequestHandler):
    """Says which port was asked, and what came with the request."""

    def do_GET(self) -> None:
        said = json.dumps({"port": self.server.server_port, **dict(self.headers)}).encode()  # type: ignore[attr-defined]  # Of HTTPServer.
        self.send_response(200)
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)

    def log_message(self, *_: object) -> None:
        return


@contextmanager
def echoes() -> Iterator[list[int]]:
    servers = [http.server.ThreadingHTTPServer(("127.0.0.1", 0), Echo) for _ in range(2)]
    for server in servers:
        threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield [server.server_port for server in servers]
    finally:
        for server in servers:
            server.shutdown()
            server.server_close()


def configured(folder: Path, ports: dict[str, str]) -> Path:
    """nginx.conf with the site, as it would lie in /etc/nginx: only places, ports and the user are others."""
    adref, sites = folder / "adref", folder / "sites-enabled"
    sites.mkdir()
    certificate(folder)
    for source in sorted((DEPLOY / "nginx").iterdir()):
        said = source.read_text()
        for old, new in ports.items():
            said = re.sub(rf"(listen |127\.0\.0\.1:){old}\b", rf"\g<1>{new}", said)
        said = said.replace("/etc/letsencrypt/live/adref.example", str(folder))
        said = said.replace("/etc/nginx", str(folder)).replace("/run/nginx.pid", str(folder / "nginx.pid"))
        said = said.replace("/var/log/nginx", str(folder)).replace("user www-data;", "")
        name = {"adref.conf": sites, "nginx.conf": folder}.get(source.name, adref)
        name.mkdir(exist_ok=True)
        (name / source.name).write_text(said)
    return folder / "nginx.conf"


def certificate(folder: Path) -> None:
    need("openssl")
    names = ["-keyout", str(folder / "privkey.pem"), "-out", str(folder / "fullchain.pem")]
    command = [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-days",
        "2",
        "-subj",
        "/CN=adref.example",
    ]
    subprocess.run([*command, *names], check=True, capture_output=True)


class NoRedirect(HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        return None


def asked(address: str, **headers: str) -> tuple[int, dict[str, str], dict[str, Any]]:
    """Status, headers and, where it is the process's answer, what it said."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    opener = build_opener(HTTPSHandler(context=context), NoRedirect)
    try:
        with opener.open(Request(address, headers=headers), timeout=10) as answer:
            return answer.status, dict(answer.headers), json.load(answer)
    except HTTPError as error:
        with error:
            return error.code, dict(error.headers), {}


def test_site_of_nginx_serves_as_it_says(tmp_path: Path) -> None:
    """L22: TLS alone, a way that stays, no figures for strangers, and nothing believed that a client says of itself."""
    need("nginx")
    with echoes() as (first, second):
        plain, secure = free_port(), free_port()
        ports = {"80": str(plain), "443": str(secure), "8001": str(first), "8002": str(second)}
        config = configured(tmp_path, ports)
        command = [
            "/usr/sbin/nginx",
            "-p",
            str(tmp_path),
            "-c",
            str(config),
            "-e",
            str(tmp_path / "error.log"),
        ]
        tried = subprocess.run([*command, "-t"], capture_output=True, text=True, check=False)
        assert tried.returncode == 0, tried.stderr
        assert "[warn]" not in tried.stderr
        with subprocess.Popen([*command, "-g", "daemon off;"]) as nginx:
            try:
                check_site(f"http://127.0.0.1:{plain}", f"https://127.0.0.1:{secure}", [first, second])
            finally:
                nginx.terminate()


def answers(address: str) -> bool:
    try:
        asked(address)
    except OSError:
        return False
    return True


def check_site(plain: str, secure: str, processes: list[int]) -> None:
    until(lambda: answers(plain))
    status, headers, _ = asked(f"{plain}/texts/t-1?a=b")
    assert (status, headers["Location"]) == (301, "https://127.0.0.1/texts/t-1?a=b")
    assert asked(f"{secure}/metrics")[0] == 404
    forged = {"X-Forwarded-For": "10.9.9.9", "X-Forwarded-Proto": "http", "X-Forwarded-Host": "evil.example"}
    status, headers, said = asked(f"{secure}/", **forged)
    host = secure.removeprefix("https://")
    assert status == 200
    assert [said[f"X-Forwarded-{name}"] for name in ("For", "Proto", "Host")] == ["127.0.0.1", "https", host]
    assert said["Host"] == host
    # Strangers are shared out; whoever came before comes to the same process again.
    way = headers["Set-Cookie"].partition(";")[0]
    assert {asked(f"{secure}/", Cookie=way)[2]["port"] for _ in range(10)} == {said["port"]}
    assert {asked(f"{secure}/")[2]["port"] for _ in range(40)} == set(processes)
    upgraded = asked(f"{secure}/", Upgrade="websocket", Connection="Upgrade")[2]
    assert (upgraded["Upgrade"], upgraded["Connection"]) == ("websocket", "upgrade")


def test_units_of_systemd_are_understood(tmp_path: Path) -> None:
    """L22."""
    need("systemd-analyze")
    for unit in (DEPLOY / "systemd").iterdir():
        # The programs are not installed where this is tested.
        said = re.sub(r"^ExecStart=\S+", "ExecStart=/bin/true", unit.read_text(), flags=re.MULTILINE)
        (tmp_path / unit.name).write_text(said)
    units = [str(tmp_path / "adref@8001.service"), str(tmp_path / "adref-migrate.service")]
    (tmp_path / "adref@8001.service").symlink_to(tmp_path / "adref@.service")
    done = subprocess.run(["systemd-analyze", "verify", *units], capture_output=True, text=True, check=False)
    complaints = [line for line in done.stderr.splitlines() if str(tmp_path) in line or "adref" in line]
    assert (done.returncode, complaints) == (0, [])


def test_processes_of_the_compose_file_share_what_they_must() -> None:
    """L22: one database, one Redis and one secret for all, and a port for each; all that is named is there."""
    made = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
    processes = {name: one for name, one in made["services"].items() if "wsgi.py" in str(one.get("command"))}
    assert len(processes) == 2
    environments = [one["environment"] for one in processes.values()]
    for shared in ("DATABASE_URL", "REDIS_URL", "SECRET_KEY", "PROXIES"):
        assert len({one[shared] for one in environments}) == 1
    ports = [one["PORT"] for one in environments]
    assert sorted(ports) == [8001, 8002]
    for one in processes.values():
        port = one["environment"]["PORT"]
        assert one["ports"] == [f"127.0.0.1:{port}:{port}"]
        assert set(one["depends_on"]) <= set(made["services"])
        assert one["ulimits"]["nofile"] >= 16384
    volumes = {each.partition(":")[0] for one in made["services"].values() for each in one.get("volumes", [])}
    assert volumes - {".."} == set(made["volumes"])


def test_procfile_starts_processes_on_the_ports_of_the_site() -> None:
    """L22."""
    lines = [line for line in (DEPLOY / "Procfile").read_text().splitlines() if not line.startswith("#")]
    ports = {re.search(r"PORT=(\d+)", line)[1] for line in lines}  # type: ignore[index]  # Each has one.
    site = (DEPLOY / "nginx" / "adref.conf").read_text()
    assert ports == set(re.findall(r"server 127\.0\.0\.1:(\d+)", site))
