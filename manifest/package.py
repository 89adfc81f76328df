"""Fills the manifest in for a deployment and packs it with its icons."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

HERE = Path(__file__).parent
ICONS = ("color.png", "outline.png")

_PLACEHOLDER = re.compile(r"\$\{\{(\w+)\}\}")
_GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_HOST = re.compile(r"([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}", re.IGNORECASE)
_VERSION = re.compile(r"(0|[1-9]\d*)(\.(0|[1-9]\d*)){2}")
_LONGEST_NAME = 32
# A fixed time makes two packages of the same settings the same file.
_PACKED_AT = (2026, 1, 1, 0, 0, 0)


class SettingsError(ValueError):
    """Settings a package cannot be made from; `problems` has one line for each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


@dataclass(frozen=True)
class Deployment:
    """What differs from one deployment's package to the next."""

    bot_id: str
    teams_app_id: str
    public_host: str
    developer_name: str
    website_url: str
    privacy_url: str
    terms_url: str
    app_version: str


def deployment(env: Mapping[str, str]) -> Deployment:
    """Reads the settings; raises SettingsError that names every missing or unfit one."""
    bot_id, host = env.get("MicrosoftAppId", ""), env.get("PUBLIC_HOST", "")
    site = f"https://{host}" if host else ""
    made = Deployment(
        bot_id=bot_id,
        teams_app_id=env.get("TEAMS_APP_ID") or bot_id,
        public_host=host,
        developer_name=env.get("DEVELOPER_NAME") or "InviteDesk",
        website_url=env.get("WEBSITE_URL") or site,
        privacy_url=env.get("PRIVACY_URL") or (site and f"{site}/privacy"),
        terms_url=env.get("TERMS_URL") or (site and f"{site}/terms"),
        app_version=env.get("APP_VERSION") or "1.1.0",
    )
    if problems := _problems(made):
        raise SettingsError(problems)
    return made


def manifest(of: Deployment) -> dict[str, object]:
    """The manifest without a placeholder left; raises KeyError for one nobody fills."""
    values = {name.upper(): value for name, value in of.__dict__.items()}
    template = json.loads((HERE / "manifest.json").read_text(encoding="utf-8"))
    filled = _filled(template, values)
    assert isinstance(filled, dict)
    return filled


def package(of: Deployment) -> bytes:
    """The zip that an administrator uploads: manifest and both icons at its root."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        text = json.dumps(manifest(of), indent=2, ensure_ascii=False) + "\n"
        archive.writestr(zipfile.ZipInfo("manifest.json", _PACKED_AT), text)
        for name in ICONS:
            archive.writestr(zipfile.ZipInfo(name, _PACKED_AT), (HERE / name).read_bytes())
    return packed.getvalue()


def _filled(part: object, values: Mapping[str, str]) -> object:
    match part:
        case str():
            return _PLACEHOLDER.sub(lambda found: values[found[1]], part)
        case list():
            return [_filled(item, values) for item in part]
        case dict():
            return {key: _filled(value, values) for key, value in part.items()}
        case _:
            return part


def _problems(of: Deployment) -> list[str]:
    checks = {
        "MicrosoftAppId: the bot's application id, a GUID": _GUID.fullmatch(of.bot_id),
        "TEAMS_APP_ID: a GUID": _GUID.fullmatch(of.teams_app_id or "") or not of.bot_id,
        "PUBLIC_HOST: the bot's host name, as in desk.fabrikam.com": _HOST.fullmatch(
            of.public_host
        ),
        f"DEVELOPER_NAME: at most {_LONGEST_NAME} characters": len(of.developer_name)
        <= _LONGEST_NAME,
        "WEBSITE_URL: an https address": _is_https(of.website_url),
        "PRIVACY_URL: an https address": _is_https(of.privacy_url),
        "TERMS_URL: an https address": _is_https(of.terms_url),
        "APP_VERSION: three numbers, as in 1.0.0": _VERSION.fullmatch(of.app_version),
    }
    return [problem for problem, fits in checks.items() if not fits]


def _is_https(url: str) -> bool:
    # Empty: it follows from the host, whose absence is a problem of its own.
    parts = urlsplit(url)
    return not url or (parts.scheme == "https" and bool(parts.hostname))
