"""The worlds of settings only: one works, each setting alone is stopped by its own gate."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from sandbox.blocking import BLOCKING
from sandbox.gates import attempt
from sandbox.knobs import Knobs
from sandbox.world import World
from sandbox.worlds import NamedWorld, base, pairs, single_worlds

NOW = datetime(2026, 11, 22, 15, 4, 5, tzinfo=UTC)
HOST, HOME, BOTH, NOBODY = "inviting", "invited", "both", "neither"

# the setting alone → the stage where it stops, what the page shows, who can cure it, whose log
# keeps the attempt; "at sharing" the inviter reads the page
ALONE = [
    ("incident", "L0", "AADSTS90033:", NOBODY, ""),
    ("old invitation, retired", "L1", "That didn't work", HOST, ""),
    ("old invitation, retired, old guest", "L1", "That didn't work", HOST, ""),
    ("passcode ends", "L1", "updated its guest access settings", HOST, ""),
    ("passcode ended", "L1", "Access Denied", HOST, ""),
    ("item gone", "L1", "This link has been removed", HOST, ""),
    ("link expired", "L1", "This link has expired", HOST, ""),
    ("link for colleagues", "L1", "Access Denied", HOST, ""),
    ("sharing disabled, at sharing", "L2", "organization's policies do not allow", HOST, ""),
    ("existing guests only, at sharing", "L2", "organization's policies do not allow", HOST, ""),
    ("site sharing off, at sharing", "L2", "organization's policies do not allow", HOST, ""),
    ("onedrive sharing off, at sharing", "L2", "organization's policies do not allow", HOST, ""),
    ("sharer not permitted, at sharing", "L2", "organization's policies do not allow", HOST, ""),
    (
        "sharer in no permitted group, at sharing",
        "L2",
        "organization's policies do not allow",
        HOST,
        "",
    ),
    ("domain not allowed, at sharing", "L2", "organization's policies do not allow", HOST, ""),
    ("domain blocked, at sharing", "L2", "organization's policies do not allow", HOST, ""),
    ("site domain not allowed, at sharing", "L2", "organization's policies do not allow", HOST, ""),
    ("characters, at sharing", "L2", "invitedUserEmailAddress", HOST, ""),
    ("address of a member, at sharing", "L2", "already exists in the directory", HOST, ""),
    ("invitations off, at sharing", "L2", "Guest invitations not allowed", HOST, ""),
    ("only admins invite, at sharing", "L2", "Guest invitations not allowed", HOST, ""),
    ("entra domain not allowed, at sharing", "L2", "guests from this domain", HOST, ""),
    ("entra domain blocked, at sharing", "L2", "guests from this domain", HOST, ""),
    ("inbound blocked, at sharing", "L2", "blocked by cross-tenant access settings", HOST, ""),
    ("outbound blocked, at sharing", "L2", "blocked by cross-tenant access settings", HOME, ""),
    ("other cloud, at sharing", "L2", "blocked by cross-tenant access settings", BOTH, ""),
    ("worker app off, at sharing", "L2", "Cross Cloud Worker", HOME, ""),
    ("directory full, at sharing", "L2", "quota limit", HOST, ""),
    ("mail junk", "L2", "No mail has come", HOME, ""),
    ("mail lost", "L2", "No mail has come", HOME, ""),
    ("mail unsubscribed", "L2", "No mail has come", HOME, ""),
    ("sharing disabled", "L2", "That didn't work", HOST, ""),
    ("sharing disabled later", "L2", "That didn't work", HOST, ""),
    ("policy just changed", "L2", "That didn't work", NOBODY, ""),
    ("domain not allowed", "L2", "That didn't work", HOST, ""),
    ("domain blocked", "L2", "That didn't work", HOST, ""),
    ("entra domain not allowed", "L2", "Failed to accept invitation", HOST, ""),
    ("entra domain blocked", "L2", "Failed to accept invitation", HOST, ""),
    ("inbound blocked", "L2", "AADSTS500213:", HOST, "host home"),
    ("inbound blocked later", "L2", "AADSTS500213:", HOST, "host home"),
    ("too many tenants", "L2", "Failed to accept invitation", HOME, ""),
    ("just shared", "L3", "Issue Type: User not in directory", NOBODY, ""),
    ("guest missing", "L3", "AADSTS50020:", HOST, "home"),
    ("guest deleted", "L3", "AADSTS50020:", HOST, "home"),
    ("guest disabled", "L3", "AADSTS500571:", HOST, "host home"),
    ("contact owns the address", "L3", "AADSTS50020:", HOST, "home"),
    ("other guest owns the address", "L3", "AADSTS50020:", HOST, "home"),
    ("tenant restrictions v1", "L4", "AADSTS500021:", HOME, "home"),
    ("tenant restrictions v2", "L4", "AADSTS5000211:", HOME, ""),
    ("address of a group", "L4", "AADSTS50034:", HOST, ""),
    ("address of a contact", "L4", "AADSTS50034:", HOST, ""),
    ("no such account", "L4", "AADSTS50034:", BOTH, ""),
    ("no such account, federated", "L4", "AADB2B_0001", BOTH, ""),
    ("federation broken, saml", "L4", "AADSTS50107:", BOTH, ""),
    ("federation broken, wsfed", "L4", "AADSTS50107:", BOTH, ""),
    ("codes by mail off", "L4", "AADSTS50034:", HOST, ""),
    ("codes by mail off later", "L4", "AADSTS50034:", HOST, ""),
    ("shared mailbox", "L4", "AADSTS50057:", HOST, "home"),
    ("room mailbox", "L4", "AADSTS50057:", HOST, "home"),
    ("account disabled", "L4", "AADSTS50057:", HOME, "home"),
    ("identity provider down", "L4", "An error occurred", HOME, ""),
    ("password refused", "L4", "AADSTS50126:", HOME, "home"),
    ("at risk at home", "L4", "AADSTS53011:", HOME, "home"),
    ("unmanaged tenant", "L4", "AADSTS65005:", HOME, "home"),
    ("other cloud", "L4", "AADSTS1000104:", BOTH, "home"),
    ("inviting side in another cloud", "L4", "AADSTS1000104:", BOTH, "home"),
    ("outbound blocked", "L4", "AADSTS500212:", HOME, "home"),
    ("personal accounts left out", "L5", "AADSTS500208:", BOTH, ""),
    ("other work account", "L5", "AADSTS50020:", HOME, "home"),
    ("personal account", "L5", "AADSTS50020:", HOME, ""),
    ("other work account later", "L5", "AADSTS50020:", HOME, "home"),
    ("personal account by mail link", "L5", "AADSTS50020:", HOME, ""),
    ("redeemed by another work account", "L5", "AADSTS50020:", HOST, "home"),
    ("redeemed by a personal account", "L5", "AADSTS50020:", HOST, "home"),
    ("redeemed by the personal twin", "L5", "AADSTS50020:", HOME, "home"),
    ("personal twin signed in", "L5", "AADSTS50020:", HOME, ""),
    ("account re-created", "L5", "AADSTS50020:", HOST, "home"),
    ("old invitation, accounts must match", "L5", "That Didn't Work", BOTH, ""),
    ("sign-in name differs", "L5", "AADSTS50020:", HOME, "home"),
    ("sign-in name on onmicrosoft", "L5", "AADSTS50020:", HOME, "home"),
    ("sign-in name differs, also a proxy", "L5", "AADSTS50020:", HOME, "home"),
    ("old link, new guest, sign-in name differs", "L5", "AADSTS50020:", HOME, "home"),
    ("alias invited", "L5", "AADSTS50020:", BOTH, "home"),
    ("renamed", "L5", "AADSTS50020:", HOST, "home"),
    ("mistyped", "L5", "AADSTS50020:", HOST, "home"),
    ("sharepoint app disabled", "L6", "AADSTS7000112:", HOST, "host home"),
    ("sharepoint app assignmentRequired", "L6", "AADSTS50105:", HOST, "host home"),
    ("sharepoint app missing", "L6", "AADSTS500011:", HOST, ""),
    ("no licence", "L6", "AADSTS650052:", HOST, ""),
    ("policy blocks", "L6", "AADSTS53003:", HOST, "host home"),
    ("policy sees risk", "L6", "AADSTS530032:", HOST, "host home"),
    ("second factor lost", "L6", "AADSTS50076:", HOST, "host home"),
    ("devices not trusted", "L6", "AADSTS530004:", HOST, "host home"),
    ("device not managed", "L6", "AADSTS53000:", BOTH, "host home"),
    ("device in a private window", "L6", "AADSTS53000:", HOME, "host home"),
    ("terms declined", "L6", "Fabrikam Terms of Use", HOME, ""),
    ("consent declined", "L6", "AADSTS65004:", HOME, "host home"),
    ("root site opened", "L7", "URL: https://fabrikam.sharepoint.com/", HOME, "host home"),
    ("other site opened", "L7", "Access Denied", HOST, "host home"),
    ("site sharing off", "L7", "Access Denied", HOST, "host home"),
    ("onedrive sharing off", "L7", "Access Denied", HOST, "host home"),
    ("domain not allowed later", "L7", "Access Denied", HOST, "host home"),
    ("domain blocked later", "L7", "Access Denied", HOST, "host home"),
    ("site domain not allowed", "L7", "Access Denied", HOST, "host home"),
    ("site locked", "L7", "Access Denied", HOST, "host home"),
    ("site for named groups", "L7", "Access Denied", HOST, "host home"),
    ("site for managed devices", "L7", "untrusted device", HOST, "host home"),
    ("networks restricted", "L7", "network location", HOST, "host home"),
    ("access expired", "L7", "Access Denied", HOST, "host home"),
    ("site user of an earlier guest", "L7", "Access Denied", HOST, "host home"),
    ("recipient taken off", "L7", "Access Denied", HOST, "host home"),
    ("stale sessions", "L7", "We can't sign you in", HOME, "host home"),
]


def named(name: str) -> NamedWorld:
    return next(world for world in single_worlds() if world.name == name)


def test_the_base_world_gets_in() -> None:
    outcome = attempt(base(), NOW)
    assert (outcome.stage, outcome.guest_after) == ("in", "accepted")


def test_the_table_has_every_setting_once() -> None:
    names = [name for name, *_ in ALONE]
    assert names == [world.name for world in single_worlds()]
    assert len(names) == len(set(names))


@pytest.mark.parametrize(("name", "stage", "shown", "owner", "logs"), ALONE)
def test_a_setting_alone_is_stopped_by_its_own_gate(
    name: str, stage: str, shown: str, owner: str, logs: str
) -> None:
    world = named(name)
    outcome = attempt(world.make(), NOW)
    assert (outcome.stage, (outcome.setting,), outcome.owner) == (stage, world.turned, owner)
    assert shown in outcome.page.text
    assert outcome.seen_by == ("inviting" if "at sharing" in name else "invited")
    kept = {"host": outcome.seen_by_host_log, "home": outcome.seen_by_home_log}
    assert " ".join(log for log, there in kept.items() if there) == logs


def test_every_world_is_fresh() -> None:
    made = single_worlds()[0].make()
    made.inviting.incident = False
    assert single_worlds()[0].make().inviting.incident


def test_a_setting_is_harmless_once_it_is_put_back() -> None:
    """So it alone is what stopped the attempt, not what it needs to bite."""
    for blocking, world in zip(BLOCKING, single_worlds(), strict=True):
        turned, default = world.make(), base()
        for name in blocking.turned:
            owner, attribute = name.split(".")
            value = getattr(getattr(default, owner), attribute)
            setattr(getattr(turned, owner), attribute, value)
        if "at sharing" in blocking.name or turned.share.guest == "missing":
            turned.share.guest = "pending"  # the share that was refused goes through
        assert attempt(turned, NOW).got_in, blocking.name


def test_of_two_settings_the_earlier_stage_stops() -> None:
    stages = {world.name: attempt(world.make(), NOW).stage for world in single_worlds()}
    for pair in pairs():
        outcome = attempt(pair.make(), NOW)
        assert outcome.setting in pair.turned, pair.name
        first = min(stages[name] for name in pair.name.split(" + "))
        assert outcome.stage <= first, pair.name


def test_pairs_are_what_can_be_so_at_once() -> None:
    names = {pair.name for pair in pairs()}
    assert len(names) == len(pairs()) > 3000
    assert "policy blocks + site locked" in names
    assert "outbound blocked + recipient taken off" in names
    assert "policy blocks + policy sees risk" not in names  # one field, two values
    assert "sign-in name differs + access expired" not in names  # who was in has accepted
    assert "guest missing + guest deleted" not in names


def test_every_setting_of_the_worlds_has_a_knob() -> None:
    """Whatever the matrix plays, a newcomer can play by hand."""
    turned = {name for one in BLOCKING for name in {**one.turned, **one.needs}}
    alongside = {"inviting.sharepoint_host"}  # the place shared sets it
    assert turned - set(Knobs(World()).names()) == alongside


def test_every_knob_that_is_not_graphs_is_played_by_some_world() -> None:
    played = {name for one in BLOCKING for name in {**one.turned, **one.needs}}
    knobs = {name for name in Knobs(World()).names() if ".graph." not in name}
    # Names that are compared with those that are turned, what Graph alone shows, the helpdesk, and
    # what the invitation has nothing to do with.
    beside = {"browser.personal_account", "invited.mail", "share.sponsored_by_inviter"}
    beside |= {"inviting.agent_in_group", "inviting.desk_mail", "invited.users_consent"}
    assert knobs - played == beside
