"""The sign-in name is not the invited address: what C-02 and its variants share.

The variants (C-06 an alias, C-07 a name on onmicrosoft.com, C-09 a renaming) come first where
their own evidence is known; exactly one of the family is the answer (catalogue, R52).
"""

from __future__ import annotations

from causes.addresses import domain_of, same
from causes.attempt import through_entra
from causes.model import Certainty, Remedy, Seen, Truth, Way
from causes.on_the_page import another_guest
from causes.parties import HOME_ADMIN, HOST_ADMIN, INVITED_USER, INVITER
from causes.twins import names_read, of_the_same_house
from evidence.facts import (
    AADSTS,
    ALTERNATE_LOGIN_ID,
    CHANGED_AT_HOME,
    ERROR_CLASS,
    ERROR_TIME,
    GUEST_CREATED_AT,
    GUEST_STATE,
    GUEST_STATE_CHANGED_AT,
    INVITED_ADDRESS,
    INVITED_IN_PROXIES,
    LEGACY_HONOURED,
    LINK_KIND,
    MAIL_EQUALS_INVITED,
    SIGNED_IN_AS,
    UPN,
    UPN_EQUALS_INVITED,
    UPN_ON_ONMICROSOFT,
    USED_UPN,
)

FAMILY = (
    "user-renamed",
    "upn-on-onmicrosoft-domain",
    "invited-alias",
    "upn-differs-from-invited-address",
)

# R52: the signed-in identity matches no redeemed guest.
NO_MATCH = (16003, 50014, 50020, 50034, 51004, 90072)
NO_SUCH_NAME = 50034

SIGN_IN_BY_NAME = Remedy("sign-in-with-the-sign-in-name", INVITED_USER)
SEND_ENTRA_INVITATION = Remedy("send-entra-invitation", INVITER)
ADD_NAME = Remedy("add-name-and-reset-redemption", HOST_ADMIN, discloses_sign_in_name=True)
ALIGN_NAME = Remedy("align-sign-in-name", HOME_ADMIN)
SHARE_WITH_NAME = Remedy("share-with-the-sign-in-name", INVITER, discloses_sign_in_name=True)


def ways(seen: Seen, of_the_kind: Truth, sure: Truth) -> tuple[Way, ...]:
    """The ways in which a differing name stops an attempt, for one kind of difference.

    `sure`: whether more than somebody's word shows that it is of this kind.
    """
    differs = seen.is_(UPN_EQUALS_INVITED, False) & of_the_kind
    pending = seen.proven(GUEST_STATE, "PendingAcceptance") & ~_another_guest(seen)
    page = seen.code(*NO_MATCH) & seen.trusted(AADSTS) & ~seen.shown(LINK_KIND, "entraRedeem")
    anew = seen.is_(LINK_KIND, "acceptInvite") & seen.is_(LEGACY_HONOURED, False)
    waiting = seen.is_(GUEST_STATE, "PendingAcceptance")
    return (
        Way(Certainty.CERTAIN, differs & _by_name(seen) & page & pending & sure),
        Way(Certainty.LIKELY, differs & (refused(seen) | waiting)),
        Way(Certainty.LIKELY, differs & anew),
        # Many names differ and nothing fails: without a page it says nothing.
        Way(Certainty.POSSIBLE, differs & seen.known(ERROR_CLASS)),
    )


def letting_in(seen: Seen) -> Truth:
    """Whether the page shows that Entra let the account in, whatever its name."""
    return seen.shown(ERROR_CLASS, "spo.access-denied", "spo.network-location")


def refused(seen: Seen) -> Truth:
    """Whether the page says that the identity matches no guest."""
    page = seen.is_(ERROR_CLASS, "picker.not-in-tenant", "spo.user-not-in-directory")
    return seen.code(*NO_MATCH) | page


def no_difference(seen: Seen) -> Truth:
    """Equal names; a redeemed guest, unless the typed name is refused; alternate ID; the twin."""
    equal = seen.is_(UPN_EQUALS_INVITED, True)
    redeemed = seen.is_(GUEST_STATE, "Accepted") & ~seen.code(NO_SUCH_NAME)
    return equal | redeemed | by_other_means(seen)


def by_other_means(seen: Seen) -> Truth:
    """Whether the difference does not matter: e-mail is a login ID, or the older twin decides."""
    by_mail = seen.shown(ALTERNATE_LOGIN_ID, True) & seen.shown(INVITED_IN_PROXIES, True)
    old_flow = seen.shown(LINK_KIND, "acceptInvite") & seen.is_(LEGACY_HONOURED, True)
    return by_mail | (old_flow & ~through_entra(seen).shown())


def renamed(seen: Seen) -> Truth:
    """C-09: whether the person got another name at home since the invitation."""
    return seen.is_(CHANGED_AT_HOME, "renamed")


def on_onmicrosoft(seen: Seen) -> Truth:
    """C-07: whether the sign-in name lies on the domain every tenant is given."""
    return seen.is_(UPN_ON_ONMICROSOFT, True)


def onmicrosoft_on_the_page(seen: Seen) -> Truth:
    """The same seen from the inviting side: such a name on the page, the address elsewhere."""
    used = seen.meets(SIGNED_IN_AS, _is_given) & ~seen.meets(INVITED_ADDRESS, _is_given)
    return used & of_the_same_house(seen) & ~seen.shown(UPN_ON_ONMICROSOFT, False)


def _is_given(address: str) -> bool:
    return domain_of(address).endswith(".onmicrosoft.com")


def secondary(seen: Seen) -> Truth:
    """C-06: whether the invited address is one of the account's, but not its main one."""
    return seen.is_(INVITED_IN_PROXIES, True) & seen.is_(MAIL_EQUALS_INVITED, False)


def perhaps_renamed(seen: Seen) -> Truth:
    """Whether a former name may explain the address: a renaming leaves it as a secondary one."""
    return renamed(seen).shown() | (renamed(seen) & secondary(seen))


def differing(seen: Seen, of_the_kind: Truth) -> Truth:
    """Whether it is known that the names differ, and in this way."""
    return (seen.is_(UPN_EQUALS_INVITED, False) & of_the_kind).shown()


def _by_name(seen: Seen) -> Truth:
    """Whether the page itself, and no one's word, shows the sign-in name."""
    named = seen.compared(SIGNED_IN_AS, UPN, same) & names_read(seen)
    read = seen.proven(USED_UPN, True) & ~seen.compared(SIGNED_IN_AS, INVITED_ADDRESS, same)
    return seen.is_(USED_UPN, True) & seen.trusted(SIGNED_IN_AS) & (named | read)


def _another_guest(seen: Seen) -> Truth:
    """Whether the guest was made or reset only after the page, or is not the only one (7.8)."""
    made = seen.after(GUEST_CREATED_AT, ERROR_TIME) | seen.after(GUEST_STATE_CHANGED_AT, ERROR_TIME)
    return made.shown() | another_guest(seen)
