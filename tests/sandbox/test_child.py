"""The bot's process: kept running, restarted, never left behind."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from sandbox import settings
from sandbox.server import running
from tests.sandbox.conftest import STAND_IN, Visitor, free_port, plan, until

ROOT = Path(__file__).resolve().parent.parent.parent


def alive(pid: int) -> bool:
    """Whether the process still runs; one that ended and was not reaped does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def children_of(pid: int) -> list[int]:
    listed = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    return [int(child) for child in listed.split()]


def started_anew(visitor: Visitor, before: int) -> bool:
    process = visitor.child.process
    return process is not None and process.pid != before


async def test_a_killed_bot_is_back_within_a_second_and_nothing_said_is_lost(
    visitor: Visitor,
) -> None:
    chat, before = await visitor.open(), await visitor.bot_process()
    os.kill(before, signal.SIGKILL)
    assert await until(lambda: started_anew(visitor, before)) < 1
    assert await visitor.child.wait_ready(10)
    assert (await visitor.say(chat, text="are you there?"))[0] == 200
    assert await visitor.bot_process() != before


async def test_a_message_that_kills_the_bot_is_delivered_again_as_teams_does(
    visitor: Visitor,
) -> None:
    chat, before = await visitor.open(), await visitor.bot_process()
    status, sent = await visitor.say(chat, text="die")
    told = (await visitor.seen("message"))[0]
    assert (status, told["id"]) == (200, sent["id"])
    assert [a["text"] for a in (await visitor.read(chat))["activities"]] == ["die", "die"]
    assert await visitor.bot_process() != before


async def test_the_bots_settings_are_under_their_names(visitor: Visitor) -> None:
    env = (await visitor.ask("GET", "/api/seen"))[1]["env"]
    kept = visitor.plan.settings.secrets
    base = visitor.base
    assert (env["MicrosoftAppId"], env["MicrosoftAppPassword"]) == (kept.app_id, kept.app_password)
    assert env["MicrosoftAppType"] == "SingleTenant"
    assert env["MicrosoftAppTenantId"] == env["OWN_TENANT_ID"]
    assert set(env["ALLOWED_TENANT_IDS"].split(",")) == set(json.loads(env["TENANT_REGISTRATIONS"]))
    assert (env["LOGIN_URL"], env["GRAPH_URL"]) == (f"{base}/login", f"{base}/graph")
    assert env["BOT_OPENID_URL"].startswith(base)
    assert (env["SERVICE_HOSTS"], env["HOST"]) == (base, "127.0.0.1")
    assert env["DATABASE_URL"] == f"sqlite+aiosqlite:///{visitor.plan.settings.data}/invitedesk.db"
    assert env["LEGACY_INVITATION_TENANTS"] == ""
    assert (env["PUBLIC_URL"], env["PROXY_HOPS"]) == (base, "1")
    assert env["MAIL_FROM"] == "desk@fabrikam.com"
    assert env["SIGN_IN_CLIENT_ID"] == kept.sign_in_client_id
    assert env["SIGN_IN_CLIENT_SECRET"] == kept.sign_in_client_secret


async def test_the_knob_for_legacy_invitations_restarts_the_bot_with_the_new_word(
    visitor: Visitor,
) -> None:
    before = await visitor.bot_process()
    await visitor.ask("PATCH", "/knobs", json={"share.guest": "accepted"})
    assert await visitor.bot_process() == before
    await visitor.ask("PATCH", "/knobs", json={"inviting.legacy_honoured": True})
    assert await visitor.child.wait_ready(10)
    assert await visitor.bot_process() != before
    env = (await visitor.ask("GET", "/api/seen"))[1]["env"]
    assert env["LEGACY_INVITATION_TENANTS"] == env["OWN_TENANT_ID"]


async def test_requests_pass_through_to_the_bot_unchanged(visitor: Visitor) -> None:
    for path in ("/partner/c%2Fd?a=1&b=%20", "/h/a-token?sent=done", "/h/a-token/pack/account.ps1"):
        async with visitor.session.post(visitor.base + path, data="a body") as answer:
            assert (answer.status, await answer.text()) == (207, "a body")
            assert (answer.headers["X-Asked"], answer.headers["X-Method"]) == (path, "POST")
            assert answer.headers["Content-Security-Policy"] == "default-src 'none'"
    for path in ("/signed-in?code=a", "/consented?state=b", "/downloads/abc"):
        async with visitor.session.get(visitor.base + path) as answer:
            assert (answer.status, answer.headers["X-Asked"]) == (207, path)
    assert (await visitor.ask("GET", "/healthz")) == (200, {"ok": True})


async def test_the_bot_is_told_for_whom_a_request_is_whatever_that_one_says(
    visitor: Visitor,
) -> None:
    for said, heard in (({}, "127.0.0.1"), ({"X-Forwarded-For": "6.6.6.6"}, "6.6.6.6, 127.0.0.1")):
        async with visitor.session.get(f"{visitor.base}/h/a", headers=said) as answer:
            assert answer.headers["X-For"] == heard


async def test_an_answer_on_a_partners_page_is_noticed(visitor: Visitor) -> None:
    assert (await visitor.ask("GET", "/status"))[1]["answered"] == 0
    url = f"{visitor.base}/h/a-token/answer"
    async with visitor.session.post(url, data={"text": "done"}, allow_redirects=False) as answer:
        assert (answer.status, answer.headers["Location"]) == (303, "/h/a-token")
    assert (await visitor.ask("GET", "/status"))[1]["answered"] == 1


async def test_a_bot_that_cannot_start_says_why_on_the_page(tmp_path: Path) -> None:
    broken = plan(tmp_path, (*STAND_IN, "--broken"))
    async with running(broken) as child:
        await until(lambda: bool(child.reason), 10)
        assert child.reason == "MicrosoftAppId is missing"
        assert not child.ready.is_set()


async def test_leaving_the_sandbox_ends_the_bot(tmp_path: Path) -> None:
    async with running(plan(tmp_path)) as child:
        assert await child.wait_ready(10)
        assert child.process
        pid = child.process.pid
    assert not alive(pid)


SANDBOX = """
import asyncio, sys
from pathlib import Path
from tests.sandbox.conftest import plan
from sandbox.server import running

async def main():
    async with running(plan(Path(sys.argv[1]))) as child:
        await child.wait_ready(20)
        print(child.process.pid, flush=True)
        await asyncio.sleep(60)

asyncio.run(main())
"""


async def test_a_sandbox_killed_outright_leaves_no_orphan(tmp_path: Path) -> None:
    sandbox = await asyncio.create_subprocess_exec(
        sys.executable, "-c", SANDBOX, str(tmp_path), cwd=ROOT, stdout=asyncio.subprocess.PIPE
    )
    assert sandbox.stdout
    bot = int(await asyncio.wait_for(sandbox.stdout.readline(), 30))
    assert alive(bot)
    sandbox.kill()
    await sandbox.wait()
    assert await until(lambda: not alive(bot)) < 2


async def test_a_taken_port_is_one_clear_line(visitor: Visitor, tmp_path: Path) -> None:
    taken = replace(visitor.plan.settings, data=tmp_path)
    with pytest.raises(settings.SettingsError, match=f"port {taken.port}: .*in use"):
        async with running(replace(visitor.plan, settings=taken)):
            pass


@pytest.mark.parametrize("signum", [signal.SIGTERM, signal.SIGINT])
async def test_asked_to_end_the_sandbox_ends_with_its_bot(
    tmp_path: Path, signum: signal.Signals
) -> None:
    environment = {**os.environ, "PORT": str(free_port()), "SANDBOX_DATA": str(tmp_path)}
    code = (
        "from sandbox import __main__ as m; m.webchat.main = lambda: 0; raise SystemExit(m.main())"
    )
    sandbox = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        code,
        cwd=ROOT,
        env=environment,
        stdout=asyncio.subprocess.PIPE,
    )
    assert sandbox.stdout
    assert b"The bot is starting" in await asyncio.wait_for(sandbox.stdout.readline(), 30)
    ready = await asyncio.wait_for(sandbox.stdout.readline(), 60)
    assert ready.decode().strip().endswith(f"http://localhost:{environment['PORT']}")
    children = children_of(sandbox.pid)
    sandbox.send_signal(signum)
    assert await asyncio.wait_for(sandbox.wait(), 15) == 0
    assert children
    assert not any(alive(pid) for pid in children)


def test_secrets_are_made_once_a_data_folder_and_kept_to_their_owner(tmp_path: Path) -> None:
    one = settings.read({"SANDBOX_DATA": str(tmp_path / "a")})
    again = settings.read({"SANDBOX_DATA": str(tmp_path / "a")})
    other = settings.read({"SANDBOX_DATA": str(tmp_path / "b")})
    assert one.secrets == again.secrets
    assert one.secrets.app_password != other.secrets.app_password
    assert (tmp_path / "a" / "secrets.json").stat().st_mode & 0o77 == 0


def test_secrets_of_an_older_version_stay_and_the_new_ones_are_added(tmp_path: Path) -> None:
    old = {f"{name}": name for name in ("app_id", "app_password")}
    old |= {"graph_client_id": "an id", "graph_client_secret": "a word"}
    (tmp_path / "secrets.json").write_text(json.dumps(old))
    read = settings.read({"SANDBOX_DATA": str(tmp_path)}).secrets
    assert asdict(read).items() >= old.items()
    assert len({*asdict(read).values()}) == 6
    assert settings.read({"SANDBOX_DATA": str(tmp_path)}).secrets == read
    assert (tmp_path / "secrets.json").stat().st_mode & 0o77 == 0
    assert [path.name for path in tmp_path.iterdir()] == ["secrets.json"]


@pytest.mark.parametrize("port", ["0", "65536", "http", "-1", ""])
def test_a_bad_port_is_one_clear_line(port: str, tmp_path: Path) -> None:
    with pytest.raises(settings.SettingsError, match="PORT must be a number"):
        settings.read({"PORT": port, "SANDBOX_DATA": str(tmp_path)})
