"""The pages a person gets: Microsoft's texts (catalogue, section 2) with this attempt's values.

A template is one page: its first line the heading, the second the sentence (empty where no
source tells it), the rest the technical lines. Its folder says whose page it is.
"""

from __future__ import annotations

import functools
import re
import uuid
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from sandbox.accounts import account_in_browser
from sandbox.world import World

SHAREPOINT = ("00000003-0000-0ff1-ce00-000000000000", "Office 365 SharePoint Online")
_CODE = re.compile(r"AADSTS(\d+)")


@dataclass(frozen=True)
class Page:
    """What the browser shows. `text`: all of it, as a person would copy it.

    `kind`: in, entra, sharepoint; sharing (the inviter's dialog); home (the invited
    organisation's own sign-in); mail (nothing to open).
    """

    kind: str
    heading: str
    sentence: str
    lines: tuple[str, ...]
    url: str
    text: str

    def to_json(self) -> dict[str, object]:
        """The page as the sandbox's page and tests read it."""
        return {**asdict(self), "lines": list(self.lines)}


def show(name: str, world: World, now: datetime, **others: str) -> Page:
    """Returns the page of that name for this attempt; `now` in UTC. `others`: values of a sign-in
    to something else than SharePoint."""
    text = words().get_template(f"pages/{name}.txt").render({**_values(world, now), **others})
    kind = name.partition("/")[0]
    heading, _, rest = text.partition("\n")
    sentence, _, lines = rest.partition("\n")
    shown = "\n".join(filter(None, text.splitlines()))
    return Page(kind, heading, sentence, tuple(lines.splitlines()), _url(kind, world), shown)


def code_of(page: Page) -> int | None:
    """The AADSTS number on the page."""
    found = _CODE.search(page.text)
    return int(found[1]) if found else None


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
    letter = "personal" if site.startswith("/personal/") else "s"
    return f"https://{host}/:f:/{letter}/{name}/E{invitation.hex}?e=x4Tz9q"


def opened_url(world: World) -> str:
    """The address in the address bar: of what was shared, or of what was opened instead."""
    host = world.inviting.sharepoint_host
    other = {"rootSite": f"https://{host}/", "otherSite": f"https://{host}/sites/project-y"}
    return other.get(world.share.opened) or link_url(world)


def sign_in_ids(world: World, now: datetime, *, of_page: bool) -> tuple[str, str]:
    """Correlation and request id in the sign-in logs; SharePoint's pages show none of them."""
    what = "" if of_page else "sign-in "
    at = now.isoformat()
    return str(_id(world, f"{what}correlation {at}")), str(_id(world, f"{what}request {at}"))


@functools.cache
def words() -> Environment:
    """The templates of the sandbox, strict about missing values."""
    folder = Path(__file__).parent / "templates"
    # Plain text for a person to copy: the page itself never sets it as HTML.
    return Environment(loader=FileSystemLoader(folder), undefined=StrictUndefined)  # noqa: S701


def line(name: str, **values: object) -> str:
    """One short line of the sandbox to a person in the chat."""
    return words().get_template(f"lines/{name}.txt").render(values)


def _url(kind: str, world: World) -> str:
    site = f"https://{world.inviting.sharepoint_host}{world.inviting.site_path}"
    login = "https://login.microsoftonline.com"
    return {
        "in": site,
        "sharing": site,
        "entra": f"{login}/{world.inviting.tenant_id}/login?client_id={SHAREPOINT[0]}",
        "sharepoint": opened_url(world),
        "home": f"https://sts.{world.invited.domain}/adfs/ls/",
        "mail": "",
    }[kind]


def _values(world: World, now: datetime) -> dict[str, object]:
    account = account_in_browser(world)
    correlation, request = sign_in_ids(world, now, of_page=True)
    return {
        "correlation_id": correlation,
        "request_id": request,
        "sharepoint_time": f"{now:%m/%d/%Y} {now.hour % 12 or 12}:{now:%M:%S %p}",
        "entra_time": f"{now:%Y-%m-%dT%H:%M:%SZ}",
        "federation_time": f"{now:%a, %d %b %Y %H:%M:%S} GMT",
        "app_id": SHAREPOINT[0],
        "app_name": SHAREPOINT[1],
        "url": opened_url(world),
        "user": account.login,
        "user_name": world.invited.user_name,
        "identity_provider": account.identity_provider,
        "member_id": str(_id(world, "member")),
        "invited_address": world.share.invited_address,
        "tenant": world.inviting.name,
        "tenant_id": world.inviting.tenant_id,
        "home_tenant_id": world.invited.tenant_id,
        "home_domain": world.invited.domain,
        "cloud": world.inviting.cloud,
        "sharepoint_host": world.inviting.sharepoint_host,
        "site": world.inviting.site_path.rpartition("/")[2],
    }


def _id(world: World, what: str) -> uuid.UUID:
    return uuid.uuid5(uuid.UUID(world.inviting.tenant_id), f"{what} {world.share.link}")
