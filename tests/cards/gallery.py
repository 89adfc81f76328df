"""One of every screen, as a busy case shows it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from cards.screens import (
    AdminSteps,
    Ask,
    CaseList,
    CaseRow,
    Checking,
    CheckingRow,
    ConfirmForget,
    EvidenceRow,
    Hello,
    Help,
    Note,
    Option,
    ReadState,
    Screen,
    Stamp,
    Understood,
    UnderstoodRow,
    VerdictScreen,
)
from evidence.facts import Reason

AT = datetime(2026, 11, 22, 10, 43, tzinfo=UTC)
STAMP = Stamp(12, 3, "a1b2c3d4e5f60718")

OPTIONS = (
    Option(
        "send-entra-invitation",
        "the inviting organisation (fabrikam.sharepoint.com)",
        "the person who invited",
        "Send the Entra invitation mail.",
        "Entra admin centre > Users > Marcus Jones > Resend invitation",
        "",
        "None.",
        "At once.",
        "Marcus opens the link in the new mail.",
    ),
    Option(
        "drop-match",
        "the inviting organisation (fabrikam.sharepoint.com)",
        "an administrator",
        "Drop the requirement.",
        "SharePoint admin centre > Policies > Sharing",
        "Connect-SPOService -Url https://fabrikam-admin.sharepoint.com\n"
        "Set-SPOTenant -RequireAcceptingAccountMatchInvitedAccount $false",
        "Whoever holds the link may accept.",
        "Up to 24 hours.",
        "",
        "PATCH https://graph.microsoft.com/v1.0/admin/sharepoint/settings "
        '{"isRequireAcceptingUserToMatchInvitedUserEnabled": false}',
        "SharePoint Administrator",
        "None beyond SharePoint.",
        by_admin=True,
    ),
)
SEVEN_WAYS = (
    *OPTIONS,
    *(replace(o, id=f"{o.id}-{n}") for n in (2, 3) for o in OPTIONS),
    OPTIONS[0],
)
EVIDENCE = (
    EvidenceRow(
        "error.aadsts",
        "Microsoft's sign-in error code",
        "50020",
        "what was told here",
        "2026-11-22 10:40 UTC",
        "from the pasted text",
    ),
    EvidenceRow(
        "guest.exists",
        "Guest account exists in the inviting directory",
        "yes",
        "guest accounts of the inviting organisation",
        "2026-11-22 10:43 UTC",
        "looked up by this bot",
    ),
)
VERDICT = VerdictScreen(
    cause="upn-differs-from-invited-address",
    certainty="likely",
    certainty_reason="It fits everything that was read.",
    organisations=("the inviting organisation (fabrikam.sharepoint.com)",),
    mode="One of these is enough.",
    headline="The inviting organisation has to act.",
    why="Two reasonable decisions collide.\nNobody is at fault.",
    options=OPTIONS,
    evidence=EVIDENCE,
    not_read=("A permission is missing to read: who may invite guests.",),
    also_checked=("Ruled out: no guest account",),
    next_obstacles=("invitation not accepted yet",),
    question="repro.privateWindow",
    state="answered",
    as_of="2026-11-22 10:43 UTC",
)

SCREENS: dict[str, Screen] = {
    "hello": Hello("Marcus Jones"),
    "hello-nameless": Hello(""),
    "help": Help(),
    "ask-side": Ask("reporter.side", choices=("invited", "inviting")),
    "ask-address": Ask("case.invitedAddress", "marcus", "no-address", True),
    "ask-link": Ask("link.kind"),
    "ask-page": Ask("error.class", can_go_back=True),
    "ask-generic": Ask("invitee.tenantFound", can_go_back=True),
    "ask-choice": Ask("repro.whoFails", can_go_back=True),
    "ask-command": Ask("host.site.sharingCapability", can_go_back=True),
    "ask-command-time": Ask("guest.createdAt", "soon", "not-a-time", can_go_back=True),
    "ask-admin-centre": Ask("host.ca.guestPolicyApplies", can_go_back=True),
    "understood": Understood(
        (
            UnderstoodRow("error.class", '"That Didn\'t Work", without a reason', True),
            UnderstoodRow("case.invitedAddress", "marcus.jones@contoso.com", False),
        ),
        ("link.kind", "reporter.side"),
        2,
    ),
    "understood-all": Understood((UnderstoodRow("error.aadsts", "50020", True),)),
    "understood-nothing": Understood((), ("error.class",), 1),
    "checking-starts": Checking((), AT),
    "checking": Checking(
        (
            CheckingRow("OIDC", "neither", ReadState.READ),
            CheckingRow("H1", "inviting", ReadState.READ),
            CheckingRow("H6", "inviting", ReadState.NOT_READABLE, Reason.NO_PERMISSION),
            CheckingRow("G1", "invited", ReadState.WAITING),
        ),
        AT,
    ),
    "verdict": VERDICT,
    "verdict-many-ways": replace(
        VERDICT,
        options=SEVEN_WAYS,
        policy="This may be intended: ask whoever owns the policy first.",
        question="host.site.sharingCapability",
        asked="It decides about: no guest account.",
    ),
    "verdict-nothing-to-ask": replace(
        VERDICT, question="", left="Nothing that you could answer would change this."
    ),
    "verdict-cannot-tell": VerdictScreen(
        None,
        "cannot tell",
        (),
        "",
        "It is not clear yet who has to act.",
        "What we know fits more than one cause, or none that we know.",
        (),
        (),
        (),
        (),
        (),
    ),
    "admin-steps": AdminSteps(
        "upn-differs-from-invited-address",
        VERDICT.headline,
        VERDICT.why,
        OPTIONS,
        ("Ask the owner of the policy first.", "Cross-tenant synchronisation would do, too."),
    ),
    "admin-steps-many-ways": AdminSteps("", VERDICT.headline, VERDICT.why, SEVEN_WAYS),
    "case-list": CaseList((CaseRow(12, "answered", VERDICT.headline, "2026-11-22 10:43 UTC"),)),
    "case-list-empty": CaseList(()),
    "confirm-forget": ConfirmForget(),
    "note": Note("kept", {"number": "12"}),
}
