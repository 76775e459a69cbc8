"""The server's entry: `python wsgi.py` serves, and `flask` finds the application here."""

# gevent replaces what waits (sockets, locks, sleep) before anything else has taken hold of it.
from gevent import monkey

monkey.patch_all()

import logging
import sys

from server import cli
from server.app import create_app, server_of
from server.live.serve import serve
from server.live.threads import run_in_thread
from server.settings import Settings, SettingsError, from_environment


def settings_or_exit() -> Settings:
    """The settings, or the end of the process with the sentence that says which cannot be used."""
    try:
        return from_environment()
    except SettingsError as error:
        sys.exit(str(error))


settings = settings_or_exit()
app = create_app(settings, run_in_thread)
cli.install(app)


def main() -> None:
    """Brings the database up to date, loads the demonstration where it was asked for, and serves."""
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    server = server_of(app)
    server.upgrade()
    if settings.demo and cli.load_demonstration(server):
        print("The demonstration meeting is loaded.")

    def ready(port: int) -> None:
        host = f"[{settings.host}]" if ":" in settings.host else settings.host
        print(f"Adref is at http://{host}:{port}", flush=True)
        if settings.demo:
            print(f"Sign in as one of these:\n{cli.demonstration_accounts()}", flush=True)

    serve(
        app.wsgi_app,
        (settings.host, settings.port),
        server.gateway.stop,
        settings.upload_limit,
        ready,
    )


if __name__ == "__main__":
    main()
