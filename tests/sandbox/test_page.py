"""The page as served: locked down, complete, and without anything from elsewhere."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urljoin

import pytest

from sandbox import webchat
from tests.sandbox.conftest import Visitor

PAGE = Path(webchat.__file__).parent / "page"
REFERENCE = re.compile(r"""(?:src|href)="([^"#]+)"|from "([^"]+)"|url\(([^)]+)\)""")


async def test_the_page_allows_its_own_scripts_only(visitor: Visitor) -> None:
    async with visitor.session.get(visitor.base + "/") as answer:
        policy = answer.headers["Content-Security-Policy"]
        html = await answer.text()
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    # Pictures the bot serves come by this machine's number; nothing else from any address.
    assert re.findall(r"https?:[^ ;]*", policy) == ["http://127.0.0.1:*"]
    assert "img-src 'self' http://127.0.0.1:* data: blob:;" in policy
    assert re.findall(r"<script(?![^>]*\bsrc=)|<[^>]+\son\w+=", html) == []


def references() -> list[str]:
    found = []
    for file in sorted(PAGE.iterdir()):
        for groups in REFERENCE.findall(file.read_text()):
            found += [
                urljoin("/page/" if file.name != "index.html" else "/", *filter(None, groups))
            ]
    return sorted(set(found))


async def test_every_reference_resolves_here(visitor: Visitor) -> None:
    (visitor.plan.webchat / "webchat.js").touch()
    found = references()
    assert "/webchat/webchat.js" in found
    for reference in found:
        assert reference.startswith("/")
        async with visitor.session.get(visitor.base + reference) as answer:
            assert answer.status == 200, reference


@pytest.mark.parametrize("file", sorted(PAGE.iterdir()), ids=lambda file: file.name)
def test_no_file_of_the_page_reaches_out(file: Path) -> None:
    addresses = re.findall(r"https?://[^\s\"'`)]+", file.read_text())
    assert [a for a in addresses if a != "http://www.w3.org/2000/svg"] == []


def test_text_from_the_world_is_never_parsed_as_html() -> None:
    for file in PAGE.glob("*.js"):
        assert not re.search(
            r"innerHTML|outerHTML|insertAdjacentHTML|document\.write", file.read_text()
        )
