"""What a person's own token reads: themselves."""

from __future__ import annotations

from sandbox.graph.answers import Answer, Call, bad_request, directory_denied
from sandbox.graph.directory import get_user


def me(call: Call) -> Answer:
    """With User.Read. Raises Refusal."""
    if not call.user:
        raise bad_request("/me request is only valid with delegated authentication flow.")
    if call.path != "/me" or "User.Read" not in call.scopes:
        raise directory_denied("User.Read")
    return get_user(call, call.user)
