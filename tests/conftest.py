"""The fixtures that several folders share, each in a module of its own."""

from __future__ import annotations

pytest_plugins = ("tests.databases", "tests.living_sandbox")
