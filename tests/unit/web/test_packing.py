"""Answers compressed in parts."""

import gzip

from hypothesis import given
from hypothesis import strategies as st

from server.web.packing import gzipped, part, tag


@given(st.lists(st.binary(max_size=2000), max_size=5))
def test_parts_are_one_gzip_file(pieces: list[bytes]) -> None:
    """G41: whatever the parts are, empty ones among them."""
    assert gzip.decompress(gzipped([part(piece) for piece in pieces])) == b"".join(pieces)


def test_tag_is_another_where_any_part_is() -> None:
    """G41."""
    one, two, three = part(b"one"), part(b"two"), part(b"three")
    assert tag([one, two]) == tag([part(b"one"), part(b"two")])
    assert len({tag([one, two]), tag([two, one]), tag([one, three]), tag([one])}) == 4
