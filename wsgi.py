"""The server's entry: `python wsgi.py` serves, and `flask` finds the application here."""

# gevent replaces what waits (sockets, locks, sleep) before anything else has taken hold of it.
from gevent import monkey

monkey.patch_all()

import errno
import sys

from server import cli
from server.app import create_app, server_of
from server.cli_demo import welcome
from server.live.serve import serve
from server.live.threads import run_beside, run_in_thread
from server.logs import set_up_logs
from server.services.clock import new_id, now
from server.services.demonstration.load import is_loaded, load
from server.settings import Settings, SettingsError, from_environment


def settings_or_exit() -> Settings:
    """The settings, or the end of the process with the sentence that says which cannot be used."""
    try:
        return from_environment()
    except SettingsError as error:
        sys.exit(str(error))


settings = settings_or_exit()
app = create_app(settings, run_in_thread, beside=run_beside)
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


if __name__ == "__main__":
    main()
