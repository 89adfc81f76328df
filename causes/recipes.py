"""Cures that several causes share (catalogue, section 5); their words: causes/_recipes.j2."""

from __future__ import annotations

from causes.model import Remedy
from causes.parties import HOST_ADMIN, INVITED_USER, INVITER

SHARE_AGAIN = Remedy("share-again", INVITER)
INVITE_GUEST = Remedy("invite-guest", HOST_ADMIN)
ACCEPT_INVITATION = Remedy("accept-the-invitation", INVITED_USER)
RESEND_INVITATION = Remedy("resend-invitation", HOST_ADMIN)
INVITED_ACCOUNT = Remedy("sign-in-with-the-invited-account", INVITED_USER)
RESET_REDEMPTION = Remedy("reset-redemption", HOST_ADMIN)
REMOVE_AND_INVITE = Remedy("remove-and-invite-again", HOST_ADMIN)
