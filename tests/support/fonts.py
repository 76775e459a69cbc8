"""PDFs want the fonts that come with the built client."""

import pytest

from server.exchange.glyphs import FONTS

needs_fonts = pytest.mark.skipif(
    not any(FONTS.glob("*.ttf")),
    reason="the client is not built, and its fonts are not there (npm run build)",
)
