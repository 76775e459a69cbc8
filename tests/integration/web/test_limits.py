"""Failed sign-ins, counted by several processes together."""

from pathlib import Path

from tests.support.house import House, make_house, sign_in
from tests.support.redis_server import redis_server

WRONG = "not my password"


def test_failed_sign_ins_are_counted_by_all_processes_together(tmp_path: Path) -> None:
    """L19: five attempts at a name, wherever they are made; while Redis is away each process counts for itself."""
    with redis_server(tmp_path) as redis:
        first, second = (process(tmp_path / name, redis.url) for name in ("first", "second"))
        for turn in range(5):
            house = (first, second)[turn % 2]
            assert sign_in(house.browser(), "chair", WRONG).status_code == 403
        assert sign_in(first.browser(), "chair").status_code == 429
        assert sign_in(second.browser(), "chair").status_code == 429
        assert sign_in(second.browser(), "secretariat").status_code == 302
        redis.kill()
        assert sign_in(first.browser(), "chair").status_code == 302
        for _ in range(5):
            assert sign_in(second.browser(), "observer", WRONG).status_code == 403
        assert sign_in(second.browser(), "observer").status_code == 429
        redis.start()


def process(folder: Path, redis_url: str) -> House:
    folder.mkdir()
    return make_house(folder, redis_url=redis_url)
