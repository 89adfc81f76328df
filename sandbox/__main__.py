"""`python -m sandbox`: the page, the two organisations, and the bot. PORT, HOST, SANDBOX_DATA."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import sys
from collections.abc import Callable
from datetime import datetime

from sandbox import webchat
from sandbox.bearer import connector_token_valid
from sandbox.graph import graph_routes
from sandbox.login import login_routes
from sandbox.server import Microsoft, Plan, running
from sandbox.settings import ROOT, Settings, SettingsError, read
from sandbox.world import World


def microsoft(settings: Settings) -> Callable[[World, Callable[[], datetime]], Microsoft]:
    """Graph and sign-in of both tenants, which know these registrations and the addresses people
    may be sent back to."""
    kept = settings.secrets
    clients = {
        kept.app_id: kept.app_password,
        kept.graph_client_id: kept.graph_client_secret,
        kept.sign_in_client_id: kept.sign_in_client_secret,
    }
    returns = (f"{settings.base}/signed-in", f"{settings.base}/consented")

    def of(world: World, clock: Callable[[], datetime]) -> Microsoft:
        people = login_routes(world, clock, clients, returns=returns)
        return Microsoft([*graph_routes(world, clock), *people], connector_token_valid)

    return of


async def serve(plan: Plan) -> None:
    """Runs until the process is asked to end."""
    end = asyncio.Event()
    for signum in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(signum, end.set)
    async with running(plan) as child:
        telling = asyncio.create_task(_tell_when_ready(plan, child.ready))
        await end.wait()
        telling.cancel()


async def _tell_when_ready(plan: Plan, ready: asyncio.Event) -> None:
    await ready.wait()
    webchat.say(f"InviteDesk is ready: http://localhost:{plan.settings.port}")


def main() -> int:
    """Returns the exit status: 1 with a reason where the sandbox cannot start."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    try:
        settings = read(os.environ)
        if status := webchat.main():
            return status
        command = [sys.executable, str(ROOT / "app.py")]
        webchat.say("The bot is starting …")
        asyncio.run(serve(Plan(settings, command, webchat.TARGET, microsoft(settings))))
    except SettingsError as reason:
        sys.stderr.write(f"The sandbox does not start: {reason}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
