"""Somebody who signs in from the partner's page: a browser with the sign-in's cookie."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from tests.evidence.microsoft import SIGN_IN_CLIENT, SIGN_IN_SECRET
from tests.traps.partner import Answered, Browser

PUBLIC = "https://desk.fabrikam.example"
SIGN_IN = {"SIGN_IN_CLIENT_ID": SIGN_IN_CLIENT, "SIGN_IN_CLIENT_SECRET": SIGN_IN_SECRET}


@dataclass
class Visitor:
    """`cookies`: as the browser keeps them. It reaches us under our public name."""

    browser: Browser
    cookies: dict[str, str] = field(default_factory=dict)
    set_cookies: list[str] = field(default_factory=list)

    async def begins(self, purpose: str = "home") -> str:
        """Presses the button; returns the address at Microsoft that the browser is sent to."""
        answer = await self.sends("/sign-in", purpose=purpose)
        assert answer.status == 303, answer.text
        return answer.headers["Location"]

    async def chooses(self, url: str, person: str) -> str:
        """Chooses an account on Microsoft's page; returns the address they are sent back to."""
        async with self.browser.session.post(
            url, data={"person": person}, allow_redirects=False
        ) as response:
            if response.status == 302:
                return response.headers["Location"]
            page = await response.text()
        # Microsoft shows a page instead; from the sandbox's one a link leads on to us.
        onward = re.search(rf'href="({PUBLIC}[^"]+)"', page)
        assert onward, page
        return html.unescape(onward[1])

    async def comes_back(self, address: str) -> Answered:
        """Follows that address, and where we send them from there."""
        answer = await self.goes(address)
        while answer.status == 303 and not answer.headers["Location"].startswith("http"):
            answer = await self.goes(answer.headers["Location"])
        return answer

    async def signs_in(self, person: str, purpose: str = "home") -> Answered:
        """From the button to the page that says what was learned."""
        return await self.comes_back(await self.chooses(await self.begins(purpose), person))

    async def decides(self, page: Answered, decision: str) -> Answered:
        """Presses one of the buttons below what was learned."""
        assert f'value="{decision}"' in page.html, page.text
        path = urlsplit(page.url).path
        return await self.comes_back((await self._asked("POST", path, decision=decision))[1])

    async def goes(self, address: str) -> Answered:
        """Opens an address of ours, whatever name it goes by."""
        whole = urlsplit(address)
        return (await self._asked("GET", urlunsplit(("", "", whole.path, whole.query, ""))))[0]

    async def sends(self, below: str, **fields: str) -> Answered:
        return (await self._asked("POST", self.browser.link + below, **fields))[0]

    async def _asked(self, method: str, path: str, **fields: str) -> tuple[Answered, str]:
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers = {"Cookie": cookie} if cookie else {}
        url = self.browser.base + path
        async with self.browser.session.request(
            method, url, headers=headers, allow_redirects=False, data=fields or None
        ) as response:
            for name, morsel in response.cookies.items():
                self._keep(name, morsel.value, morsel["max-age"])
            self.set_cookies.extend(response.headers.getall("Set-Cookie", []))
            text = await response.text()
            answer = Answered(response.status, text, dict(response.headers), str(response.url))
        return answer, response.headers.get("Location", path)

    def _keep(self, name: str, value: str, max_age: str) -> None:
        self.cookies.pop(name, None)
        if str(max_age) != "0":
            self.cookies[name] = value


def with_query(address: str, **changes: str) -> str:
    """The address with other values in its query; empty: without."""
    whole = urlsplit(address)
    query = {**dict(parse_qsl(whole.query)), **changes}
    kept = {name: value for name, value in query.items() if value}
    return urlunsplit(whole._replace(query=urlencode(kept)))
