"""The pages a person gets: Microsoft's texts (catalogue, section 2) with this attempt's values.

A template is one page: its first line the heading, the second the sentence (empty where no
source tells it), the rest the technical lines.
"""

from __future__ import annotations

import functools
import uuid
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from sandbox.accounts import account_in_browser
from sandbox.world import World

_SHAREPOINT_APP = "00000003-0000-0ff1-ce00-000000000000"


@dataclass(frozen=True)
class Page:
    """What the browser shows. `text`: all of it, as a person would copy it."""

    kind: str
    heading: str
    sentence: str
    lines: tuple[str, ...]
    url: str
    text: str

    def to_json(self) -> dict[str, object]:
        """The page as the sandbox's page and tests read it."""
        return {**asdict(self), "lines": list(self.lines)}


def show(name: str, world: World, now: datetime) -> Page:
    """Returns the page of that name for this attempt; `now` in UTC."""
    text = words().get_template(f"pages/{name}.txt").render(_values(world, now))
    kind, url = _kind_and_url(name, text, world)
    heading, sentence, *lines = text.splitlines()
    shown = "\n".join(shown for shown in (heading, sentence, *lines) if shown)
    return Page(kind, heading, sentence, tuple(lines), url, shown)


def link_url(world: World) -> str:
    """The address in the mail that was sent."""
    host, site = world.inviting.sharepoint_host, world.inviting.site_path
    name = site.rpartition("/")[2]
    invitation = _id(world, "invitation")
    if world.share.link == "acceptInvite":
        return f"https://{host}{site}/_layouts/15/acceptinvite.aspx?invitation=%7B{invitation}%7D"
    if world.share.link == "entraRedeem":
        return "https://login.microsoftonline.com/redeem?rd=" + quote(
            f"https://invitations.microsoft.com/redeem/?tenant={world.inviting.tenant_id}"
            f"&user={invitation}&ticket={_id(world, 'ticket').hex}&ver=2.0",
            safe="",
        )
    return f"https://{host}/:f:/s/{name}/E{invitation.hex}?e=x4Tz9q"


@functools.cache
def words() -> Environment:
    """The templates of the sandbox, strict about missing values."""
    folder = Path(__file__).parent / "templates"
    # Plain text for a person to copy: the page itself never sets it as HTML.
    return Environment(loader=FileSystemLoader(folder), undefined=StrictUndefined)  # noqa: S701


def line(name: str, **values: object) -> str:
    """One short line of the sandbox to a person in the chat."""
    return words().get_template(f"lines/{name}.txt").render(values)


def _kind_and_url(name: str, text: str, world: World) -> tuple[str, str]:
    if name == "in":
        return "in", f"https://{world.inviting.sharepoint_host}{world.inviting.site_path}"
    if "AADSTS" in text:
        tenant = world.inviting.tenant_id
        login = f"https://login.microsoftonline.com/{tenant}/login?client_id={_SHAREPOINT_APP}"
        return "entra", login
    return "sharepoint", link_url(world)


def _values(world: World, now: datetime) -> dict[str, object]:
    account = account_in_browser(world)
    return {
        "correlation_id": _id(world, f"correlation {now.isoformat()}"),
        "request_id": _id(world, f"request {now.isoformat()}"),
        "sharepoint_time": f"{now:%m/%d/%Y} {now.hour % 12 or 12}:{now:%M:%S %p}",
        "entra_time": f"{now:%Y-%m-%dT%H:%M:%SZ}",
        "url": link_url(world),
        "user": account.login,
        "identity_provider": account.identity_provider,
        "tenant": world.inviting.name,
        "sharepoint_host": world.inviting.sharepoint_host,
        "site": world.inviting.site_path.rpartition("/")[2],
    }


def _id(world: World, what: str) -> uuid.UUID:
    return uuid.uuid5(uuid.UUID(world.inviting.tenant_id), f"{what} {world.share.link}")
