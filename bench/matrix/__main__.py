"""The command; see the package."""

from __future__ import annotations

import argparse
import asyncio
import sys
from concurrent.futures import ProcessPoolExecutor

from bench.matrix.rows import GRANTS, rows
from bench.matrix.table import Row, printed


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.matrix")
    parser.add_argument("--pairs", action="store_true", help="every coexisting pair as well")
    parser.add_argument("--each", type=int, default=1, help="only every n-th world")
    parser.add_argument("--permissions", default=",".join(_ALL), help="inviting/invited, ...")
    parser.add_argument("--only", default="", help="worlds whose name contains this")
    parser.add_argument("--show", action="store_true", help="every world that was not right")
    parser.add_argument("--processes", type=int, default=2)
    chosen = parser.parse_args(arguments)
    tasks = [
        (name, chosen.pairs, chosen.only, chosen.each) for name in chosen.permissions.split(",")
    ]
    with ProcessPoolExecutor(chosen.processes) as pool:
        found = [row for part in pool.map(_played, tasks) for row in part]
    sys.stdout.write(printed(found, every=chosen.show) + "\n")
    return 0


def _played(task: tuple[str, bool, str, int]) -> list[Row]:
    permissions, pairs, only, each = task
    return asyncio.run(rows(permissions, pairs=pairs, only=only, each=each))


_ALL = [f"{inviting}/{invited}" for inviting in GRANTS for invited in GRANTS]

if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
