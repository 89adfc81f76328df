"""Third-party files are fetched pinned: what is not the pinned file is never unpacked."""

from __future__ import annotations

import base64
import hashlib
import io
import os
import tarfile
from pathlib import Path

import pytest

from sandbox import webchat
from sandbox.npm import FetchError, check_integrity, fetch

# A stand-in for the program npm: `npm pack` puts the tarball of this test where it is told to.
NPM = """#!/bin/sh
echo "$@" >> "{log}"
while [ $# -gt 0 ]; do [ "$1" = --pack-destination ] && cp "{tarball}" "$2/"; shift; done
"""


@pytest.fixture
def tarball(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    packed = tmp_path / "thing-1.0.0.tgz"
    with tarfile.open(packed, "w:gz") as out:
        entry = tarfile.TarInfo("package/dist/thing.js")
        entry.size = 4
        out.addfile(entry, io.BytesIO(b"body"))
    npm = tmp_path / "bin" / "npm"
    npm.parent.mkdir()
    npm.write_text(NPM.format(log=tmp_path / "npm.log", tarball=packed))
    npm.chmod(0o755)
    monkeypatch.setenv("PATH", f"{npm.parent}:{os.environ['PATH']}")
    return packed


def integrity(tarball: Path) -> str:
    return "sha512-" + base64.b64encode(hashlib.sha512(tarball.read_bytes()).digest()).decode()


FILES = {"dist/thing.js": "js/thing.js"}


def test_the_named_files_are_unpacked_and_fetched_only_once(tarball: Path, tmp_path: Path) -> None:
    for _ in range(2):
        fetch("@scope/thing", "1.0.0", integrity(tarball), FILES, tmp_path / "out")
    assert (tmp_path / "out" / "js" / "thing.js").read_text() == "body"
    asked = (tmp_path / "npm.log").read_text().splitlines()
    assert len(asked) == 1
    assert asked[0].startswith("pack @scope/thing@1.0.0 --ignore-scripts")


def test_another_pin_is_fetched_anew(tarball: Path, tmp_path: Path) -> None:
    fetch("thing", "1.0.0", integrity(tarball), FILES, tmp_path / "out")
    with pytest.raises(FetchError, match="not the pinned file"):
        fetch("thing", "1.0.1", "sha512-AAAA", FILES, tmp_path / "out")


def test_a_file_that_is_not_the_pinned_one_is_not_unpacked(tarball: Path, tmp_path: Path) -> None:
    pinned = integrity(tarball)
    tarball.write_bytes(tarball.read_bytes() + b"\0")
    with pytest.raises(FetchError, match="Nothing was unpacked"):
        fetch("thing", "1.0.0", pinned, FILES, tmp_path / "out")
    assert not (tmp_path / "out" / "js").exists()


def test_a_weak_or_missing_pin_is_refused(tarball: Path) -> None:
    for pin in ("sha1-AAAA", "sha512-", ""):
        with pytest.raises(FetchError, match="not a sha512"):
            check_integrity(tarball, pin)


def test_a_file_the_package_does_not_hold_is_named(tarball: Path, tmp_path: Path) -> None:
    with pytest.raises(FetchError, match=r"no file dist/other\.js"):
        fetch("thing", "1.0.0", integrity(tarball), {"dist/other.js": "o.js"}, tmp_path / "out")


def test_a_failing_npm_is_quoted(
    tarball: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "bin" / "npm").write_text("#!/bin/sh\necho 'E404 no such package' >&2; exit 1\n")
    assert webchat.main(tmp_path / "out") == 1
    assert "E404 no such package" in capsys.readouterr().err


def test_web_chat_is_pinned_to_the_file_that_is_served() -> None:
    assert webchat.INTEGRITY.startswith("sha512-")
    assert len(base64.b64decode(webchat.INTEGRITY.removeprefix("sha512-"))) == 64
    assert "webchat.js" in webchat.FILES.values()
