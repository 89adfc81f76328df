"""Every screen a person can see, as the typed context of its template."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from cards.summaries.document import Document
from evidence.facts import Reason


@dataclass(frozen=True)
class Stamp:
    """What every button carries: case, the case's or draft's revision, the card's own id."""

    case: int | None
    revision: int
    nonce: str


@dataclass(frozen=True)
class Hello:
    name: str


@dataclass(frozen=True)
class Help:
    pass


@dataclass(frozen=True)
class Ask:
    """One question. `field` is a fact name; `problem` the key of what was wrong before."""

    field: str
    given: str = ""
    problem: str = ""
    can_go_back: bool = False
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class UnderstoodRow:
    field: str
    value: str
    pasted: bool


@dataclass(frozen=True)
class Understood:
    """What was taken from the person's words, correctable field by field."""

    rows: tuple[UnderstoodRow, ...]
    missing: tuple[str, ...] = ()
    secrets_cut: int = 0


class ReadState(StrEnum):
    WAITING = "waiting"
    READ = "read"
    NOT_READABLE = "not readable"


@dataclass(frozen=True)
class CheckingRow:
    """One probe (catalogue id) of one side and how far it is."""

    probe: str
    organisation: str
    state: ReadState
    reason: Reason | None = None


@dataclass(frozen=True)
class Checking:
    rows: tuple[CheckingRow, ...]
    as_of: datetime


@dataclass(frozen=True)
class Option:
    """What one actor can do: all sentences already in the reader's language.

    `instead`: in which case another command (`instead_command`, `instead_graph`) does, run in
    the place of the first, never after it.
    """

    id: str
    organisation: str
    actor: str
    what: str
    path: str = ""
    command: str = ""
    price: str = ""
    time: str = ""
    after: str = ""
    graph: str = ""
    role: str = ""
    licence: str = ""
    instead: str = ""
    instead_command: str = ""
    instead_graph: str = ""
    by_admin: bool = False


@dataclass(frozen=True)
class EvidenceRow:
    fact: str
    label: str
    value: str
    source: str
    at: str
    trust: str


@dataclass(frozen=True)
class VerdictScreen:
    """The answer: who must act first, then why, then what to do; evidence folded.

    `certainty` is the judgement's own word, `question` the name of a fact, the other texts
    are sentences in the reader's language. `asked`: what the question decides; `left`: why
    there is none. `policy`: whom to ask first where the block may be intended. `ended`: only
    opening it again is left to do; `with_desk`: it was passed to the helpdesk already.
    """

    cause: str | None
    certainty: str
    organisations: tuple[str, ...]
    mode: str
    headline: str
    why: str
    options: tuple[Option, ...]
    evidence: tuple[EvidenceRow, ...]
    not_read: tuple[str, ...]
    also_checked: tuple[str, ...]
    next_obstacles: tuple[str, ...]
    question: str = ""
    state: str = ""
    as_of: str = ""
    certainty_reason: str = ""
    changed: str = ""
    policy: str = ""
    asked: str = ""
    left: str = ""
    ended: bool = False
    with_desk: bool = False


@dataclass(frozen=True)
class AdminSteps:
    """The same options in an administrator's words, to copy.

    `notes`: whom to ask first, Microsoft's own diagnostic, what else would do.
    """

    cause: str
    headline: str
    why: str
    options: tuple[Option, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class CaseRow:
    number: int
    state: str
    headline: str
    changed: str


@dataclass(frozen=True)
class CaseList:
    rows: tuple[CaseRow, ...]


@dataclass(frozen=True)
class ConfirmForget:
    pass


@dataclass(frozen=True)
class Somebody:
    """A person at the desk, for a choice or a mention."""

    object_id: str
    teams_id: str
    name: str


@dataclass(frozen=True)
class TimelineRow:
    """One event as a sentence."""

    at: str
    text: str


@dataclass(frozen=True)
class PartnerSaid:
    """Something that went over the partner's page, as a sentence, and its words."""

    at: str
    said: str
    wrote: str = ""


@dataclass(frozen=True)
class DeskDetail:
    """What only the desk may see of a case: whose it is, what it rests on, what happened.

    `certainty` is the judgement's own word. `question`: what waits for an answer;
    `asked` and `answered`: the last question that has its answer. `partner_said`: the partner's
    last answer as a sentence, `partner_wrote`: its text; `reply_to`: the id of the hand-off it
    came over, where it can be answered.
    """

    reporter: str
    invited_address: str
    site: str
    why: str
    evidence: tuple[EvidenceRow, ...]
    not_read: tuple[str, ...]
    also_checked: tuple[str, ...]
    timeline: tuple[TimelineRow, ...]
    older: int = 0
    question: str = ""
    certainty: str = "cannot tell"
    certainty_reason: str = ""
    mode: str = ""
    options: tuple[Option, ...] = ()
    asked: str = ""
    answered: str = ""
    partner_said: str = ""
    partner_wrote: str = ""
    reply_to: str = ""


@dataclass(frozen=True)
class DeskCard:
    """A case at the desk. Without `detail` it is the card everybody in the channel may see, and
    holds nothing about a person but the owner's name.

    `actions`: what this reader may do now (values of cases.roles.Action), most likely first.
    `people`: to whom the case can be given. `others`: open cases of the same cause and partner.
    `notice`: a sentence above all else, such as who was faster. `viewers`: the Teams ids whose
    own view Teams is to ask for (at most 60); empty once nothing can change any more.
    `handed_off`: how many summaries left; `undelivered`: how many of them did not arrive.
    """

    number: int
    state: str
    headline: str
    organisations: tuple[str, ...]
    partner: str
    owner: str
    passed: str
    age: str
    due: str
    overdue: bool
    as_of: str
    ended: str = ""
    links: tuple[int, ...] = ()
    others: int = 0
    detail: DeskDetail | None = None
    actions: tuple[str, ...] = ()
    people: tuple[Somebody, ...] = ()
    viewers: tuple[str, ...] = ()
    notice: str = ""
    handed_off: int = 0
    undelivered: int = 0


@dataclass(frozen=True)
class QueueRow:
    number: int
    state: str
    headline: str
    partner: str
    owner: str
    due: str
    overdue: bool


@dataclass(frozen=True)
class Queue:
    """A page of the desk's cases. `view`: a value of cases.lists.View. `after`: what names
    the next page; empty on the last one."""

    view: str
    search: str
    rows: tuple[QueueRow, ...]
    after: str = ""
    figures: bool = False


@dataclass(frozen=True)
class Group:
    """Open cases of one cause and partner. `total`: all of them; `rows`: the first ones.
    `may`: whether this reader may act for all of them."""

    number: int
    headline: str
    partner: str
    total: int
    rows: tuple[QueueRow, ...]
    may: bool = False


@dataclass(frozen=True)
class FigureRow:
    label: str
    value: str


@dataclass(frozen=True)
class Figures:
    """What happened in one month. `chart` and `csv`: addresses of downloads, or empty where the
    deployment has no public address. `earlier`, `later`: the months beside it, or empty."""

    month: str
    headline: str
    totals: tuple[FigureRow, ...]
    acting: tuple[FigureRow, ...]
    causes: tuple[FigureRow, ...]
    partners: tuple[FigureRow, ...]
    chart: str = ""
    chart_says: str = ""
    csv: str = ""
    earlier: str = ""
    later: str = ""


@dataclass(frozen=True)
class DeskAsks:
    """The desk's question, in the reporter's own chat."""

    number: int
    text: str


@dataclass(frozen=True)
class DidItWork:
    """Asks the reporter, after somebody said it was fixed. `headline`: what stood in the way."""

    number: int
    headline: str


@dataclass(frozen=True)
class CaseGlimpse:
    """A case to drop into any chat: nothing about a person. `chat`: the link to the bot."""

    number: int
    state: str
    headline: str
    chat: str


@dataclass(frozen=True)
class FromMessage:
    """Asks for what is missing before a message becomes a case. `address`: found in it, or what
    was given; `problem`: the key of what was wrong with that."""

    text: str
    address: str = ""
    problem: str = ""


@dataclass(frozen=True)
class Elsewhere:
    """Said in a shared place: nothing personal, and the way to the bot's own chat."""

    chat: str


@dataclass(frozen=True)
class Download:
    """A file behind a link that ends. `kind`: the key of what it is in words/downloads.j2."""

    kind: str
    url: str
    until: str


@dataclass(frozen=True)
class HandOffForm:
    """A summary before it leaves, to be read, changed and sent. `reader`: a value of
    SummaryReader; `text`: its Markdown; `ways`: values of Way that are possible for it;
    `webhooks`: their names; `places`: "channel" and "reporter" as far as a card may go there;
    `people`: to whom else at the desk; `link_days`: how long the partner's page opens, 0 where
    there is none. `cut`: the summary goes on after what stands here. `made`: when, as the button
    carries it; `language`: in which, one of `languages`."""

    number: int
    reader: str
    text: str
    ways: tuple[str, ...]
    webhooks: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    people: tuple[Somebody, ...] = ()
    link_days: int = 0
    notice: str = ""
    cut: bool = False
    made: str = ""
    language: str = ""
    languages: tuple[str, ...] = ()
    to: str = ""


@dataclass(frozen=True)
class DeliveryRow:
    """One way a summary took, in words. `again`: it can be asked for again. `file`: it is one, to
    be fetched."""

    id: str
    way: str
    to: str
    state: str
    at: str
    failed: str = ""
    again: bool = False
    file: bool = False


@dataclass(frozen=True)
class HandOffRow:
    """`page`: until when the partner's page opens, or that it was closed; empty: has none.
    `opens`: whether it does now. `changed`: it left otherwise than it was written."""

    id: str
    reader: str
    by: str
    at: str
    deliveries: tuple[DeliveryRow, ...]
    page: str = ""
    opens: bool = False
    changed: bool = False


@dataclass(frozen=True)
class HandOffs:
    """What was handed off of a case, newest first. `readers`: to whom it can be handed now
    (values of SummaryReader). `files`: what was just asked for as a file. `answers`: what came
    over the partner's page and what was written back, the newest first."""

    number: int
    rows: tuple[HandOffRow, ...]
    readers: tuple[str, ...] = ()
    notice: str = ""
    files: tuple[Download, ...] = ()
    answers: tuple[PartnerSaid, ...] = ()


@dataclass(frozen=True)
class SummaryCard:
    """A summary as a card: what a reader gets. `link`: what its one button opens, or empty."""

    document: Document
    link: str = ""


@dataclass(frozen=True)
class Note:
    """A short line of text; `key` names it in templates/notes."""

    key: str
    values: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


Screen = (
    Hello
    | Help
    | Ask
    | Understood
    | Checking
    | VerdictScreen
    | AdminSteps
    | CaseList
    | ConfirmForget
    | DeskCard
    | Queue
    | Group
    | Figures
    | DeskAsks
    | DidItWork
    | CaseGlimpse
    | FromMessage
    | Elsewhere
    | Download
    | HandOffForm
    | HandOffs
    | SummaryCard
    | Note
)
