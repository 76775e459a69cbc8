"""The server's entry: `python wsgi.py` serves, and `flask` finds the application here."""

# gevent replaces what waits (sockets, locks, sleep) before anything else has taken hold of it.
from gevent import monkey

monkey.patch_all()

import errno
import gc
import sys
from typing import Final

from server import cli
from server.app import create_app, server_of
from server.cli_demo import welcome
from server.live.serve import serve
from server.live.threads import Apart, run_beside, run_in_thread
from server.logs import set_up_logs
from server.services.clock import new_id, now
from server.services.demonstration.load import is_loaded, load
from server.settings import Settings, SettingsError, from_environment

MOST_NEW: Final = 10_000
"""Objects that are made before Python looks for garbage among them (its default is 700)."""

LONGEST_TURN: Final = 0.0001
"""
Seconds after which a thread that computes lets others compute (Python's default is 0.005): deciding a batch asks
for its turn some ten times, and would wait so long each time beside somebody's look at the past.
"""


def settings_or_exit() -> Settings:
    """The settings, or the end of the process with the sentence that says which cannot be used."""
    try:
        return from_environment()
    except SettingsError as error:
        sys.exit(str(error))


settings = settings_or_exit()
app = create_app(settings, run_in_thread, beside=run_beside, apart=Apart)
cli.install(app)


def main() -> None:
    """Brings the database up to date, loads the demonstration where it was asked for, and serves."""
    set_up_logs(settings.log_format, settings.log_level)
    server = server_of(app)
    server.upgrade()
    if settings.demo and not is_loaded(server.store):
        load(server.store, server.passwords, new_id, now())

    def ready(port: int) -> None:
        host = f"[{settings.host}]" if ":" in settings.host else settings.host
        address = f"http://{host}:{port}"
        print(welcome(address) if settings.demo else f"Adref is at {address}", flush=True)

    server.gateway.start()
    rest_from_collecting()
    sys.setswitchinterval(LONGEST_TURN)
    try:
        serve(
            app.wsgi_app,
            (settings.host, settings.port),
            server.gateway.stop,
            settings.upload_limit,
            ready,
        )
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        sys.exit(f"Port {settings.port} is taken: stop what listens there, or choose another one with PORT=.")


def rest_from_collecting() -> None:
    """
    What is loaded by now stays for good: looking through it for garbage, some 30 ms each time, would hold up everybody.
    And what a keystroke leaves behind is seldom garbage, so that it is looked for less often than by default.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(MOST_NEW, *gc.get_threshold()[1:])


if __name__ == "__main__":
    main()
