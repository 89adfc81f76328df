"""Where the bot's token may go."""

from __future__ import annotations

import pytest

from bot.service_hosts import ServiceHosts


@pytest.mark.parametrize(
    "url",
    [
        "https://smba.trafficmanager.net/teams/",
        "https://SMBA.trafficmanager.net/emea/f4b41ca3/",
        "https://smba.trafficmanager.net:443/amer/",
        "https://smba.onyx.prod.teams.trafficmanager.net/",
        "https://smba.infra.gcc.teams.microsoft.com/teams",
        "https://europe.botframework.com/",
        "https://smba.infra.gov.teams.microsoft.us/teams",
        "http://127.0.0.1:3978/connector",
    ],
)
def test_allowed(url: str) -> None:
    extras = ["smba.infra.gov.teams.microsoft.us", "http://127.0.0.1:3978/", " "]
    assert ServiceHosts(extras).allows(url)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "smba.trafficmanager.net",
        "http://smba.trafficmanager.net/teams/",
        "https://attacker.trafficmanager.net/",
        "https://evil-smba.trafficmanager.net/",
        "https://smba.trafficmanager.net.evil.example/",
        "https://smba.trafficmanager.net:8443/",
        "https://smba.trafficmanager.net@evil.example/",
        "https://evil.example\\@smba.trafficmanager.net/",
        "https://evil.example#.botframework.com/",
        "https://evil.example?.botframework.com/",
        "https://botframework.com.evil.example/",
        "https://evilbotframework.com/",
        "https://smba.trafficmanager.net:port/",
        "https://[::1/",
        "ftp://smba.trafficmanager.net/",
        "https://smbа.trafficmanager.net/",
        "https://smba.trafficmanager.net\n/",
        "http://127.0.0.1:3979/connector",
        "https://127.0.0.1:3978/connector",
        "http://localhost:3978/connector",
    ],
)
def test_not_allowed(url: str) -> None:
    assert not ServiceHosts(["http://127.0.0.1:3978"]).allows(url)
