"""This site or OneDrive admits fewer people than the organisation's own setting (C-27).

The same page appears where the guest opened another address than the shared one, above all
the root site, which nobody shared.
"""

from __future__ import annotations

from dataclasses import dataclass

from causes.at_the_site import denied
from causes.model import Cause, Certainty, Mode, Remedy, Seen, Stage, Truth, Way
from causes.parties import HOST_ADMIN, INVITED_USER, home_domain
from evidence.facts import (
    ERROR_CLASS,
    GUEST_EXISTS,
    HOST_DOMAIN,
    LINK_AUDIENCE,
    LINK_KIND,
    LINK_OPENED,
    ONEDRIVE_SHARING,
    OTHER_DOMAINS_FAIL,
    PRODUCT,
    SITE_PATH,
    SITE_SHARING,
    SITE_STRICTER,
    SPO_SHARING,
)

_OFF = "spo.site-sharing-off"
_REFUSED = "inviter.policy"
_OPEN = ("newAndExisting", "anyone")


@dataclass(frozen=True)
class Details:
    """`elsewhere`: the page is taken to come from an address that was never shared;
    `root_site`: it is known to be that of the whole SharePoint."""

    host_domain: str | None
    home_domain: str | None
    elsewhere: bool
    root_site: bool


def rule(seen: Seen) -> tuple[Way, ...]:
    off, root = seen.is_(ERROR_CLASS, _OFF), seen.is_(LINK_OPENED, "rootSite")
    missing, tenant_on = seen.is_(GUEST_EXISTS, False), _tenant_on(seen)
    closed, held = _at_most(seen, "disabled"), _at_most(seen, "existingOnly")
    stricter, everybody = seen.is_(SITE_STRICTER, True), seen.is_(OTHER_DOMAINS_FAIL, True)
    named = off | denied(seen) | seen.is_(ERROR_CLASS, _REFUSED)
    refused = named | seen.is_(ERROR_CLASS, "spo.generic-didnt-work")
    new = _read(seen, "disabled", "existingOnly") & seen.proven(GUEST_EXISTS, False)
    return (
        Way(Certainty.CERTAIN, new | (_read(seen, "disabled") & named & ~_link_at_fault(seen))),
        Way(Certainty.CERTAIN, off & tenant_on & seen.trusted(LINK_OPENED)),
        Way(Certainty.LIKELY, off | ((closed | stricter) & refused) | (denied(seen) & root)),
        Way(Certainty.LIKELY, missing & (closed | held)),
        # Who is a guest already may be stopped before the site is asked.
        Way(Certainty.POSSIBLE, closed | stricter | (denied(seen) & everybody)),
    )


def out(seen: Seen) -> Truth:
    """The site shared with new guests; a page of the root site shows nothing of that."""
    open_ = seen.is_(SITE_SHARING, *_OPEN) & ~_onedrive(seen, "disabled", "existingOnly").shown()
    return open_ & ~seen.is_(LINK_OPENED, "rootSite")


def _at_most(seen: Seen, level: str) -> Truth:
    return seen.is_(SITE_SHARING, level) | _onedrive(seen, level)


def _read(seen: Seen, *levels: str) -> Truth:
    """The same by more than somebody's word, both of the level and of the place."""
    place = _in_onedrive(seen) & (seen.trusted(SITE_PATH) | seen.trusted(PRODUCT))
    return seen.proven(SITE_SHARING, *levels) | (place & seen.proven(ONEDRIVE_SHARING, *levels))


def _link_at_fault(seen: Seen) -> Truth:
    """Whether the link would be refused on an open site too: another place, or no guests' link."""
    place = seen.shown(LINK_OPENED, "rootSite", "otherSite")
    return place | seen.shown(LINK_AUDIENCE, "organisation")


def _tenant_on(seen: Seen) -> Truth:
    return seen.proven(SPO_SHARING, "existingOnly", *_OPEN)


def _onedrive(seen: Seen, *levels: str) -> Truth:
    """A OneDrive's level, where a OneDrive is what was shared."""
    return _in_onedrive(seen) & seen.is_(ONEDRIVE_SHARING, *levels)


def _in_onedrive(seen: Seen) -> Truth:
    by_path = seen.meets(SITE_PATH, lambda path: path.lower().startswith("/personal/"))
    return seen.is_(PRODUCT, "onedrive") if by_path.state is None else by_path


def _elsewhere(seen: Seen) -> Truth:
    """Whether another address than the shared one was opened, and that one may be open.

    Whoever came by no link of a share is asked to open that first: it costs nobody anything.
    """
    closed = seen.shown(SITE_SHARING, "disabled") | seen.shown(SITE_STRICTER, True)
    by_hand = seen.shown(LINK_KIND, "siteOrBookmark")
    by_hand = by_hand & ~seen.shown(LINK_OPENED, "sharedSite", "sharedItem")
    return (seen.shown(LINK_OPENED, "rootSite", "otherSite") | by_hand) & ~closed


def _this_site(seen: Seen) -> Truth:
    return ~_elsewhere(seen) & ~_this_onedrive(seen)


def _this_onedrive(seen: Seen) -> Truth:
    return ~_elsewhere(seen) & _onedrive(seen, "disabled", "existingOnly").shown()


def details(seen: Seen) -> Details:
    return Details(
        host_domain=seen.text(HOST_DOMAIN),
        home_domain=home_domain(seen),
        elsewhere=bool(_elsewhere(seen).state),
        root_site=bool(seen.shown(LINK_OPENED, "rootSite").state),
    )


CAUSE = Cause(
    id="site-or-onedrive-sharing-lower",
    stages=frozenset({Stage.HOST_ADMITS, Stage.SHAREPOINT}),
    acts=(HOST_ADMIN, INVITED_USER),
    mode=Mode.ONE_OF,
    remedies=(
        Remedy("open-the-shared-address", INVITED_USER, when=_elsewhere),
        Remedy("allow-guests-on-the-site", HOST_ADMIN, when=_this_site),
        Remedy("allow-guests-on-onedrive", HOST_ADMIN, when=_this_onedrive),
    ),
    rule=rule,
    details=details,
    out=out,
    deliberate=True,
)
