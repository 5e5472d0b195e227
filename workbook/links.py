"""Links of videos as they are compared: two ways to write one address are one, two videos of one account are two."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import parse_qsl, urlencode, urlsplit

_NAMES_VIDEO: Final = frozenset(
    {"modal_id", "vid", "aweme_id", "item_id", "photoId", "note_id", "feedid", "bvid"}
)
_NUMBER: Final = re.compile(r"[0-9]|[A-Za-z_-]{7,}")
"""In the last piece of a path: it names one video, as platforms number them."""


def bare_link(link: object) -> str:
    """A link as it is compared: without its scheme, and without what sharing adds behind a question mark.

    What names the video itself stays: `modal_id=…` behind a page of an account, and every word behind an address whose
    path names nothing. Capital letters tell short links apart.
    """
    parts = urlsplit("//" + str(link or "").strip().split("://")[-1])
    words = parse_qsl(parts.query)
    named = [pair for pair in words if pair[0] in _NAMES_VIDEO]
    if not named and not _NUMBER.search(parts.path.rstrip("/").rpartition("/")[2]):
        named = words
    return f"{parts.netloc.lower()}{parts.path.rstrip('/')}{'?' if named else ''}{urlencode(sorted(named))}"
