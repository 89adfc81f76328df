"""The app package is one that Teams takes: schema, store rules the schema is blind to, icons."""

from __future__ import annotations

import io
import json
import os
import re
import struct
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from jsonschema import Draft4Validator

from bot.extension import FROM_MESSAGE, SEARCH, WORDS
from dialogs.phrases import verb_of
from manifest.icons import COLOR_SIDE, OUTLINE_SIDE, SYMBOL_SIDE, color_png, outline_png
from manifest.package import SettingsError, deployment, manifest, package

ROOT = Path(__file__).parents[2]
ENV = {
    "MicrosoftAppId": "3f2b8a60-1111-4222-8333-444455556666",
    "PUBLIC_HOST": "desk.fabrikam.com",
}
MADE = manifest(deployment(ENV))


[BOT] = MADE["bots"]  # type: ignore[misc]
[EXTENSION] = MADE["composeExtensions"]  # type: ignore[misc]
COMMANDS: dict[str, list[dict[str, str]]] = {
    scope: listed["commands"]
    for listed in BOT["commandLists"]  # type: ignore[has-type]
    for scope in listed["scopes"]
}


def test_it_fits_microsofts_schema(schema: Draft4Validator) -> None:
    assert [error.message for error in schema.iter_errors(MADE)] == []


def test_the_schema_would_notice_a_mistake(schema: Draft4Validator) -> None:
    assert not schema.is_valid({**MADE, "accentColor": "blue"})
    assert not schema.is_valid({**MADE, "bots": [{"botId": "x", "scopes": ["everywhere"]}]})
    command = {"id": "x", "title": "t" * 33}
    assert not schema.is_valid({**MADE, "composeExtensions": [{"commands": [command]}]})


def test_no_placeholder_is_left() -> None:
    assert "${{" not in json.dumps(MADE)


def test_it_belongs_to_the_bot_and_works_in_every_kind_of_chat() -> None:
    assert BOT["botId"] == EXTENSION["botId"] == MADE["id"] == ENV["MicrosoftAppId"]  # type: ignore[has-type]
    assert BOT["scopes"] == list(COMMANDS) == ["personal", "team", "groupChat"]  # type: ignore[has-type]
    assert MADE["validDomains"] == ["desk.fabrikam.com"]


@pytest.mark.parametrize("key", ["websiteUrl", "privacyUrl", "termsOfUseUrl"])
def test_a_page_is_an_https_address(key: str) -> None:
    url = urlsplit(MADE["developer"][key])  # type: ignore[index]
    assert (url.scheme, url.hostname) == ("https", "desk.fabrikam.com")


def test_names_and_descriptions_are_within_their_limits() -> None:
    name, description = MADE["name"], MADE["description"]
    assert isinstance(name, dict)
    assert isinstance(description, dict)
    assert name["short"] != name["full"]
    assert (len(name["short"]) <= 30, len(name["full"]) <= 100) == (True, True)
    assert (len(description["short"]) <= 80, len(description["full"]) <= 4000) == (True, True)


def test_the_version_is_semantic() -> None:
    assert re.fullmatch(r"[1-9]\d*\.\d+\.\d+", str(MADE["version"]))


@pytest.mark.parametrize("scope", COMMANDS)
def test_a_command_is_short_and_the_bot_understands_it(scope: str) -> None:
    for command in COMMANDS[scope]:
        assert len(command["title"]) <= 32
        assert len(command["description"]) <= 128
        assert verb_of(command["title"]) is not None, command["title"]


def test_the_commands_are_few_and_in_shared_places_nothing_personal() -> None:
    titles = {scope: [command["title"] for command in COMMANDS[scope]] for scope in COMMANDS}
    assert titles == {
        "personal": ["help", "my cases", "start again", "queue", "export my data", "forget me"],
        "team": ["desk here", "help"],
        "groupChat": ["help"],
    }


def test_the_extension_offers_what_the_bot_answers() -> None:
    search, from_message = EXTENSION["commands"]  # type: ignore[has-type]
    assert (search["id"], search["type"], search["initialRun"]) == (SEARCH, "query", True)
    assert [parameter["name"] for parameter in search["parameters"]] == [WORDS]
    assert "message" not in search["context"], "a search is not offered on a message"
    assert (from_message["id"], from_message["type"]) == (FROM_MESSAGE, "action")
    assert (from_message["context"], from_message["fetchTask"]) == (["message"], True)


def test_the_extensions_words_are_within_their_limits() -> None:
    for command in EXTENSION["commands"]:  # type: ignore[has-type]
        for worded in (command, *command.get("parameters", ())):
            assert len(worded["title"]) <= 32
            assert len(worded["description"]) <= 128


def test_the_package_holds_the_manifest_and_both_icons_and_nothing_else() -> None:
    with zipfile.ZipFile(io.BytesIO(package(deployment(ENV)))) as packed:
        assert packed.namelist() == ["manifest.json", "color.png", "outline.png"]
        assert json.loads(packed.read("manifest.json")) == MADE
        assert packed.read("color.png") == (ROOT / "manifest/color.png").read_bytes()


def test_the_same_settings_make_the_same_package() -> None:
    assert package(deployment(ENV)) == package(deployment(ENV))


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"MicrosoftAppId": ""}, ["MicrosoftAppId"]),
        ({"MicrosoftAppId": "my-bot"}, ["MicrosoftAppId", "TEAMS_APP_ID"]),
        ({"PUBLIC_HOST": ""}, ["PUBLIC_HOST"]),
        ({"PUBLIC_HOST": "https://desk.fabrikam.com"}, ["PUBLIC_HOST"]),
        ({"PUBLIC_HOST": "*.fabrikam.com"}, ["PUBLIC_HOST"]),
        ({"PUBLIC_HOST": "localhost"}, ["PUBLIC_HOST"]),
        ({"PRIVACY_URL": "http://fabrikam.com/privacy"}, ["PRIVACY_URL"]),
        ({"TERMS_URL": "fabrikam.com"}, ["TERMS_URL"]),
        ({"APP_VERSION": "1.0"}, ["APP_VERSION"]),
        ({"DEVELOPER_NAME": "F" * 33}, ["DEVELOPER_NAME"]),
        ({"MicrosoftAppId": "", "PUBLIC_HOST": ""}, ["MicrosoftAppId", "PUBLIC_HOST"]),
    ],
)
def test_every_setting_that_does_not_fit_is_named(change: dict[str, str], named: list[str]) -> None:
    with pytest.raises(SettingsError) as refused:
        deployment({**ENV, **change})
    assert [problem.partition(":")[0] for problem in refused.value.problems] == named


def test_the_command_writes_the_package(tmp_path: Path) -> None:
    done = _run(tmp_path, ENV)
    assert (done.returncode, done.stdout.strip()) == (0, "build/invitedesk.zip")
    assert zipfile.is_zipfile(tmp_path / "build/invitedesk.zip")


def test_the_command_stops_where_a_setting_is_missing(tmp_path: Path) -> None:
    done = _run(tmp_path, {})
    assert done.returncode == 2
    assert [line.split()[3] for line in done.stderr.splitlines()] == [
        "MicrosoftAppId:",
        "PUBLIC_HOST:",
    ]
    assert not (tmp_path / "build").exists()


def test_the_color_icon_is_a_square_on_a_plain_ground() -> None:
    side, pixels = _read_png((ROOT / "manifest/color.png").read_bytes())
    assert side == COLOR_SIDE == 192
    margin = (COLOR_SIDE - SYMBOL_SIDE) // 2
    around = {
        pixel
        for place, pixel in enumerate(pixels)
        if not all(margin <= c < side - margin for c in divmod(place, side))
    }
    assert len(around) == 1
    assert {pixel[3] for pixel in pixels} == {255}


def test_the_outline_icon_is_white_on_nothing_and_fills_its_square() -> None:
    side, pixels = _read_png((ROOT / "manifest/outline.png").read_bytes())
    assert side == OUTLINE_SIDE == 32
    assert {pixel[:3] for pixel in pixels} == {(255, 255, 255)}
    assert {0, 255} <= {pixel[3] for pixel in pixels}
    seen = [divmod(place, side) for place, pixel in enumerate(pixels) if pixel[3]]
    assert {min(x for _, x in seen), max(x for _, x in seen)} == {0, 31}


def test_the_committed_icons_are_the_drawn_ones() -> None:
    assert _read_png((ROOT / "manifest/color.png").read_bytes()) == _read_png(color_png())
    assert _read_png((ROOT / "manifest/outline.png").read_bytes()) == _read_png(outline_png())


def _run(where: Path, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "manifest"],
        cwd=where,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **env},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def _read_png(raw: bytes) -> tuple[int, list[tuple[int, ...]]]:
    """Side and pixels of a square RGBA picture whose rows are stored unfiltered."""
    chunks = dict(_chunks(raw))
    width, height, depth, kind = struct.unpack(">2I2B", chunks["IHDR"][:10])
    assert (width, depth, kind) == (height, 8, 6)
    rows = zlib.decompress(chunks["IDAT"])
    line = 1 + 4 * width
    assert {rows[start] for start in range(0, len(rows), line)} == {0}
    body = b"".join(rows[start + 1 : start + line] for start in range(0, len(rows), line))
    return width, list(struct.iter_unpack("4B", body))


def _chunks(raw: bytes) -> Iterator[tuple[str, bytes]]:
    place = 8
    while place < len(raw):
        size = int.from_bytes(raw[place : place + 4])
        yield raw[place + 4 : place + 8].decode(), raw[place + 8 : place + 8 + size]
        place += size + 12
