"""One of every screen, as a busy case shows it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from cards.screens import (
    AdminSteps,
    Ask,
    CaseGlimpse,
    CaseList,
    CaseRow,
    Checking,
    CheckingRow,
    ConfirmForget,
    DeliveryRow,
    DeskAsks,
    DeskCard,
    DeskDetail,
    DidItWork,
    Download,
    Elsewhere,
    EvidenceRow,
    FigureRow,
    Figures,
    FromMessage,
    Group,
    HandOffForm,
    HandOffRow,
    HandOffs,
    Hello,
    Help,
    Note,
    Option,
    PartnerSaid,
    Queue,
    QueueRow,
    ReadState,
    Screen,
    Somebody,
    Stamp,
    SummaryCard,
    TimelineRow,
    Understood,
    UnderstoodRow,
    VerdictScreen,
)
from cards.summaries.document import Command, Document, Items, Paragraph, Rows, Section
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
    state="open",
    as_of="2026-11-22 10:43 UTC",
)

AMARA = Somebody("a0000000-0000-4000-8000-00000000a3a7", "29:amara", "Amara Osei")
LENA = Somebody("a0000000-0000-4000-8000-000000001e4a", "29:lena", "Lena Brandt")
CHAT = "https://teams.microsoft.com/l/chat/0/0?users=28:bot"
DESK_CARD = DeskCard(
    number=12,
    state="waiting for the inviting organisation",
    headline=VERDICT.headline,
    organisations=VERDICT.organisations,
    partner="contoso.com",
    owner="",
    passed="the reporter asked for it",
    age="3 hours",
    due="overdue by 2 hours",
    overdue=True,
    as_of="2026-11-22 10:43 UTC",
    others=2,
    actions=("take",),
    viewers=("29:amara", "29:lena"),
)
DETAIL = DeskDetail(
    reporter="Marcus Jones",
    invited_address="marcus.jones@contoso.com",
    site="fabrikam.sharepoint.com/sites/projects",
    why=VERDICT.why,
    evidence=EVIDENCE,
    not_read=VERDICT.not_read,
    also_checked=VERDICT.also_checked,
    timeline=(
        TimelineRow("2026-11-22 10:41 UTC", "Amara Osei asked the reporter: Which browser?"),
        TimelineRow("2026-11-22 10:40 UTC", "Amara Osei took the case."),
    ),
    older=3,
    question="Which browser?",
    certainty="likely",
    certainty_reason="It fits everything that was read.",
    mode="One of these is enough.",
    options=OPTIONS,
)
AGENTS = replace(
    DESK_CARD,
    owner="Amara Osei",
    detail=replace(
        DETAIL,
        partner_said="2026-11-22 10:50 UTC · The partner answered: they have a question.",
        partner_wrote="Both sites?",
        reply_to="0f" * 16,
    ),
    links=(7, 9),
    actions=("ask", "hand", "fix", "note", "hand off", "close", "check", "give", "release",
             "merge", "link", "group"),
    people=(AMARA, LENA),
    notice="Lena Brandt gave the case to Amara Osei.",
    handed_off=2,
    undelivered=1,
)  # fmt: skip
ROWS = (
    QueueRow(12, "open", "sign-in name differs", "contoso.com", "Amara Osei",
             "overdue by 2 hours", True),
    QueueRow(13, "waiting for the inviter", "Not clear yet", "", "", "in 3 days", False),
)  # fmt: skip

FORM = HandOffForm(
    number=12,
    reader="partner",
    text="# An invitation from Fabrikam cannot be accepted\n\n## What you can do\n\n- Add ${name}.",
    ways=("mail", "card", "webhook", "file"),
    webhooks=("tickets", "contoso"),
    places=("channel", "reporter"),
    people=(AMARA, LENA),
    link_days=14,
    made="2026-11-22T10:43:00+00:00",
    language="en",
    languages=("en",),
)
HANDED_OFF = HandOffs(
    12,
    (
        HandOffRow(
            "0f" * 16,
            "the partner's IT",
            "Amara Osei",
            "2026-11-22 10:45 UTC",
            (
                DeliveryRow("1a" * 16, "by mail", "it@contoso.com", "delivered", "10:46"),
                DeliveryRow(
                    "2b" * 16, "by mail", "x@contoso.com", "not delivered", "10:47",
                    "2026-11-22 10:46 UTC, 3 tries: nobody has this address", again=True,
                ),
            ),
            page="The partner's page opens until 2026-12-06 10:45 UTC.",
            opens=True,
            changed=True,
        ),
        HandOffRow(
            "3c" * 16, "management", "Lena Brandt", "2026-11-22 10:44 UTC",
            (DeliveryRow("4d" * 16, "as a card", "the case's thread", "on its way", "10:44"),),
        ),
    ),
    readers=("desk", "partner", "reporter", "management"),
    notice="It is on its way.",
    answers=(
        PartnerSaid(
            "2026-11-22 10:50 UTC", "The partner answered: they have a question.", "Both sites?"
        ),
    ),
)  # fmt: skip

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
    "case-list": CaseList((CaseRow(12, "open", VERDICT.headline, "2026-11-22 10:43 UTC"),)),
    "case-list-empty": CaseList(()),
    "confirm-forget": ConfirmForget(),
    "verdict-ended": replace(VERDICT, state="closed", ended=True, with_desk=True),
    "desk-card": DESK_CARD,
    "desk-card-agent": AGENTS,
    "desk-card-new": replace(
        AGENTS,
        owner="",
        notice="",
        detail=replace(
            DETAIL,
            question="",
            asked="Which browser?",
            answered="Edge",
            partner_said="2026-11-22 10:42 UTC · The partner answered: they cannot do it.",
            partner_wrote="Our policy forbids aliases.",
        ),
        actions=("take", "ask", "note", "check", "close"),
    ),
    "desk-card-ended": replace(
        AGENTS,
        state="closed",
        due="",
        overdue=False,
        others=0,
        viewers=(),
        notice="",
        headline="It was about: sign-in name differs.",
        organisations=(),
        ended="Closed 2026-11-22 10:43 UTC: it is fixed.",
        actions=("reopen",),
    ),
    "queue": Queue("mine", "", ROWS, "10|12", figures=True),
    "queue-empty": Queue("mine", "", ()),
    "queue-search": Queue("open", "contoso marcus", ROWS),
    "queue-search-empty": Queue("open", "contoso marcus", ()),
    "group": Group(12, VERDICT.headline, "contoso.com", 7, ROWS, may=True),
    "group-to-see": Group(12, VERDICT.headline, "", 2, ROWS),
    "figures": Figures(
        "2026-11",
        "42 cases opened in 2026-11",
        (FigureRow("Answered", "40 (95 %)"), FigureRow("Solved", "12 (29 %)")),
        (FigureRow("the inviting organisation", "30 opened, 10 solved"),),
        (FigureRow("no guest account", "9 opened, 4 solved"),),
        (FigureRow("contoso.com", "5 opened, 1 solved"),),
        "https://desk.example/downloads/chart",
        "Who had to act. the inviting organisation: 30 opened, 10 solved",
        "https://desk.example/downloads/csv",
        "2026-10",
        "2026-12",
    ),
    "figures-none": Figures("2026-11", "0 cases opened in 2026-11", (), (), (), ()),
    "desk-asks": DeskAsks(12, "Which browser do you use?"),
    "did-it-work": DidItWork(12, VERDICT.headline),
    "case-glimpse": CaseGlimpse(12, "open", VERDICT.headline, CHAT),
    "from-message": FromMessage("It says: That Didn't Work", "marcus@contoso.com"),
    "from-message-problem": FromMessage("It fails", "marcus", "no-address"),
    "elsewhere": Elsewhere(CHAT),
    "download": Download(
        "export-mine", "https://desk.example/downloads/0f0f", "2026-11-22 11:43 UTC"
    ),
    "hand-off-form": FORM,
    "hand-off-form-again": replace(
        FORM,
        reader="desk",
        places=(),
        link_days=0,
        to="x@contoso",
        notice="That is no address.",
        cut=True,
        languages=("en", "de"),
    ),
    "hand-off-form-card-alone": replace(FORM, ways=("card",), link_days=1, cut=True),
    "hand-offs": HANDED_OFF,
    "hand-offs-file": replace(
        HANDED_OFF,
        files=(
            Download("summary_text", "https://desk.example/downloads/0t", "2026-11-22 11:43 UTC"),
            Download("summary_mail", "https://desk.example/downloads/0m", "2026-11-22 11:43 UTC"),
        ),
    ),
    "hand-offs-none": HandOffs(12, ()),
    "summary-card-link": SummaryCard(
        Document("An invitation cannot be accepted", (Section("", (Paragraph("Here."),)),)),
        "https://desk.example/h/t0ken",
    ),
    "summary-card": SummaryCard(
        Document(
            "An invitation cannot be accepted",
            (
                Section("", (Paragraph("The cure is on your side."), Rows((("Reference", "12"),)))),
                Section("What to do", (Items(("Allow it.",)), Command("Get-MgUser\nGet-MgGroup"))),
            ),
        )
    ),
    "note": Note("kept", {"number": "12"}),
}
