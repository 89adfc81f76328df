"""`python -m manifest`: writes build/invitedesk.zip from the settings in the environment.

Needs MicrosoftAppId and PUBLIC_HOST. PRIVACY_URL, TERMS_URL and WEBSITE_URL point at pages of
that host unless given; TEAMS_APP_ID is the bot's id, DEVELOPER_NAME InviteDesk, APP_VERSION
1.1.0 unless given.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from manifest.package import SettingsError, deployment, package

TARGET = Path("build/invitedesk.zip")


def main() -> int:
    """Returns the exit code: 0, or 2 where settings are missing or do not fit."""
    try:
        packed = package(deployment(os.environ))
    except SettingsError as error:
        for problem in error.problems:
            print(f"missing or unfit: {problem}", file=sys.stderr)
        return 2
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_bytes(packed)
    print(TARGET)
    return 0


if __name__ == "__main__":
    sys.exit(main())
