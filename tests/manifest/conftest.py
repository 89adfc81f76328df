"""Microsoft's schema of the manifest, fetched once and pinned; nothing third-party is committed."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from jsonschema import Draft4Validator

from sandbox.npm import FetchError, fetch

_INTEGRITY = (
    "sha512-uXdmYzhIcchi3Tc9Sh3pTDMe55zy7ge19bnYCGB1gzuy"
    "ha85Ii7wfdTruwEhqseaX9pwsWDRB5Ot/ltv0rCONw=="
)
_FOLDER = Path(__file__).parents[2] / "build" / "manifest-schema"


@pytest.fixture(scope="session")
def schema() -> Draft4Validator:
    """The Teams manifest schema 1.25 (npm package @microsoft/app-manifest, MIT)."""
    source = "build/json-schemas/teams/v1.25/MicrosoftTeams.schema.json"
    try:
        fetch("@microsoft/app-manifest", "1.1.2", _INTEGRITY, {source: "teams.json"}, _FOLDER)
    except FetchError as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(f"the schema could not be fetched: {error}")
    return Draft4Validator(json.loads((_FOLDER / "teams.json").read_text("utf-8")))
