"""Wrong or missing settings never switch authentication off: the bot does not start."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from bot.keys import SigningKeys
from bot.service_hosts import ServiceHosts
from bot.trust import Trust
from desk.settings import REQUIRED, SettingsError, from_env
from tests.traps.deployment import Deployment

ROOT = Path(__file__).parents[2]
FULL = {
    "MicrosoftAppId": "6c1e47aa-0000-4000-8000-00000000aaaa",
    "MicrosoftAppPassword": "a password",
    "MicrosoftAppType": "SingleTenant",
    "MicrosoftAppTenantId": "f4b41ca3-0000-4000-8000-000000000001",
    "OWN_TENANT_ID": "f4b41ca3-0000-4000-8000-000000000001",
    "GRAPH_CLIENT_ID": "6c1e47aa-0000-4000-8000-00000000bbbb",
    "GRAPH_CLIENT_SECRET": "a secret",
}


def refused(env: dict[str, str]) -> tuple[str, ...]:
    with pytest.raises(SettingsError) as wrong:
        from_env(env)
    return wrong.value.problems


def test_with_all_settings_it_may_start() -> None:
    assert from_env(FULL).app_id == FULL["MicrosoftAppId"]


def test_the_program_names_every_missing_setting_and_stops(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "app.py")],
        env={"PATH": "", "PYTHONPATH": str(ROOT)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 2
    assert all(f"missing setting: {name}" in done.stderr for name in REQUIRED)
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == [], "nothing was begun"


@pytest.mark.parametrize("name", REQUIRED)
@pytest.mark.parametrize("value", [None, "", "  "])
def test_each_missing_setting_is_named(name: str, value: str | None) -> None:
    env = {k: v for k, v in FULL.items() if k != name} | ({name: value} if value else {})
    assert f"missing setting: {name}" in refused(env)


def test_the_names_of_botbuilders_own_samples_are_not_enough() -> None:
    old = {"APP_ID": "x", "APP_PASSWORD": "x", "APP_TYPE": "MultiTenant", "APP_TENANTID": "x"}
    assert len(refused(old)) >= len(REQUIRED)


@pytest.mark.parametrize("kind", ["MultiTenant", "UserAssignedMSI", "singletenant"])
def test_a_kind_of_bot_that_is_not_served_is_refused_at_start(kind: str) -> None:
    assert any("MicrosoftAppType" in p for p in refused(FULL | {"MicrosoftAppType": kind}))


TENANT, OTHER = "f4b41ca3-0000-4000-8000-000000000001", "c0470500-0000-4000-8000-000000000002"
WRONG = [
    ("MicrosoftAppId", "my-bot"),
    ("MicrosoftAppTenantId", "fabrikam.onmicrosoft.com"),
    ("OWN_TENANT_ID", "fabrikam.com"),
    ("OWN_TENANT_ID", f"{{{TENANT}}}"),
    ("ALLOWED_TENANT_IDS", f"{TENANT};{OTHER}"),
    ("LEGACY_INVITATION_TENANTS", "all"),
    ("TENANT_REGISTRATIONS", "all"),
    ("TENANT_REGISTRATIONS", f'["{TENANT}"]'),
    ("TENANT_REGISTRATIONS", '{"a": "bc"}'),
    ("TENANT_REGISTRATIONS", f'{{"{TENANT}": "{OTHER}"}}'),
    ("TENANT_REGISTRATIONS", f'{{"{TENANT}": [5]}}'),
    ("TENANT_REGISTRATIONS", f'{{"contoso.com": ["{OTHER}"]}}'),
    ("DATABASE_URL", "mysql://desk:s3cret@db/desk"),
    ("DATABASE_URL", "desk.db"),
    ("PORT", "²"),
    ("PORT", "99999"),
    ("PORT", "0"),
    ("PORT", "-1"),
    ("PORT", "9" * 5000),
    ("LOGIN_URL", "http://[::1"),
    ("LOGIN_URL", "https://"),
    ("GRAPH_URL", "https://graph.microsoft.com:port"),
    ("BOT_OPENID_URL", "https://login bot"),
]


@pytest.mark.parametrize(("name", "value"), WRONG)
def test_a_wrong_setting_is_named(name: str, value: str) -> None:
    [problem] = refused(FULL | {name: value})
    assert problem.startswith(f"{name}: expected ")
    assert "s3cret" not in problem


def test_of_two_credentials_nobody_knows_which_is_meant() -> None:
    [problem] = refused(FULL | {"GRAPH_CLIENT_CERTIFICATE": __file__})
    assert problem == "GRAPH_CLIENT_CERTIFICATE: not together with GRAPH_CLIENT_SECRET"


def test_ids_are_the_same_in_capitals_and_with_blanks() -> None:
    ids = ("MicrosoftAppId", "MicrosoftAppTenantId", "OWN_TENANT_ID")
    spoken = {name: f" {FULL[name].upper()}\n" for name in ids}
    lists = {
        "ALLOWED_TENANT_IDS": OTHER,
        "LEGACY_INVITATION_TENANTS": OTHER,
        "TENANT_REGISTRATIONS": f'{{"{TENANT}": ["{OTHER}"]}}',
    }
    found = from_env(FULL | spoken | {name: value.upper() for name, value in lists.items()})
    assert found == from_env(FULL | lists)
    assert found.own_tenant == TENANT
    assert found.registrations == {TENANT: {OTHER}}


def test_an_empty_setting_is_as_good_as_none() -> None:
    assert from_env(FULL | {name: "" for name, _ in WRONG if name not in FULL}) == from_env(FULL)


@pytest.mark.parametrize("name", ["LOGIN_URL", "GRAPH_URL", "BOT_OPENID_URL"])
def test_addresses_of_microsoft_are_https_or_on_this_machine(name: str) -> None:
    for url in ("http://login.example.com", "http://127.0.0.1.example.com", "ftp://127.0.0.1"):
        assert any(name in p for p in refused(FULL | {name: url}))
    assert from_env(FULL | {name: "http://127.0.0.1:3978/x"})


def test_without_an_app_id_nobody_is_authenticated() -> None:
    keys = SigningKeys.__new__(SigningKeys)
    with pytest.raises(ValueError, match="app id"):
        Trust("", set(), ServiceHosts(), keys)


async def test_the_bot_as_composed_hears_only_signed_deliveries(deployment: Deployment) -> None:
    marcus = deployment.marcus()
    told = marcus.message("hello")
    async with deployment.session.post(deployment.url, json=told) as unsigned:
        assert unsigned.status == 401
    foreign = marcus.channel.token(aud="another-bot")
    marcus.url = deployment.url
    assert (await marcus.deliver(told, foreign)).status == 401
    await deployment.settled()

    assert deployment.channel.posted == []
    assert deployment.rows("SELECT * FROM turns") == []


async def test_the_bot_as_composed_serves_no_other_tenant(deployment: Deployment) -> None:
    marcus = deployment.marcus()
    marcus.conversation = {
        **marcus.conversation,
        "tenantId": "bad00000-0000-4000-8000-00000000000f",
    }
    button = {"type": "Action.Execute", "verb": "case.list", "data": {}}
    invoke = {"type": "invoke", "name": "adaptiveCard/action", "value": {"action": button}}
    for told in (marcus.message("hello"), marcus.message(None, **invoke)):
        assert (await marcus.tells(told)).status == 403
    await deployment.settled()

    assert deployment.channel.posted == []
