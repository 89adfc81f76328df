"""Somebody signs in from a partner's page: begun on their press, ended by their return.

Nothing of it enters a case here: what was learned waits for the person's word (desk/releasing.py).
"""

from __future__ import annotations

import asyncio
import logging
import secrets
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from cases.hand_off import HandOff, Learned, SignIn, SignInPurpose
from cases.model import EMPTY, Case, NewJob, Side, TurnKey
from cases.states import ENDED
from cases.store import Store
from cases.turn_record import Visit
from desk.bringing import holding
from desk.changes import brought_now
from desk.finding_out import Finding, Showed, of_administrator, of_guest, of_invitee
from desk.recognising import Invitee
from desk.second_check import announced, known_by, log_job, may_be_kept
from desk.visiting import Outcome, Visiting
from evidence.account import Problem as Problem
from evidence.account import SignInRefused as SignInRefused
from evidence.account import numbers_in, problem_of
from evidence.discovering import home_tenant, host_tenant
from evidence.facts import HOST_DOMAIN, INVITED_ADDRESS, SECOND_CHECK, UPN, Fact
from evidence.graph import Graph
from evidence.me import OwnDetails, own_details
from evidence.refusals import MisreadError, Refused
from evidence.sign_in import ANY, WORK, SignedIn, SignInClient, consent_url

log = logging.getLogger(__name__)
LASTS = timedelta(minutes=10)  # a sign-in that was begun, and what one showed
_SECONDS = 8.0  # for the person's own details
_BYTES = 32
_WITH_ACCOUNT = frozenset({SignInPurpose.HOME, SignInPurpose.OWN_DETAILS})


class NotOfferedError(Exception):
    """This page does not offer that sign-in, or not any more."""


class LostError(Exception):
    """Nothing that was begun in this browser ends with this return."""


@dataclass(frozen=True)
class Doors:
    """`public_url`: where people come back to. `login`: where they sign in. `reader`: the Graph
    reader's application id, for administrators who consent to it."""

    public_url: str
    login: str
    reader: str

    @property
    def signed_in(self) -> str:
        return f"{self.public_url.rstrip('/')}/signed-in"

    @property
    def consented(self) -> str:
        return f"{self.public_url.rstrip('/')}/consented"


class SigningIn:
    """Begins and ends sign-ins. `client`: the sign-in check's own registration."""

    def __init__(
        self,
        store: Store,
        visiting: Visiting,
        client: SignInClient,
        graph: Graph,
        doors: Doors,
        clock: Callable[[], datetime],
    ) -> None:
        self._store, self._visiting, self._clock = store, visiting, clock
        self._client, self._graph, self._doors = client, graph, doors

    async def begin(self, hand_off: HandOff, purpose: SignInPurpose, binding: str) -> str:
        """The address the browser goes to. `binding`: what its cookie holds. Raises
        NotOfferedError, SignInRefused."""
        case, state = await self._case(hand_off), secrets.token_urlsafe(_BYTES)
        if purpose is SignInPurpose.CONSENT:
            doors = self._doors
            url, flow = consent_url(doors.login, doors.reader, doors.consented, state), EMPTY
        else:
            authority = await self._authority(case, purpose)
            host = purpose is SignInPurpose.HOST
            request_id = await self._announced(hand_off) if host else ""
            details, back = purpose is SignInPurpose.OWN_DETAILS, self._doors.signed_in
            begun = await self._client.begin(
                authority, back, state, details=details, request_id=request_id
            )
            if host:
                await self._read_later(case, hand_off)
            url, flow = begun.url, begun.flow
        begun_here = SignIn(state, binding, hand_off.id, purpose, flow, self._end())
        if not await self._store.begin_sign_in(begun_here, self._clock()):
            raise NotOfferedError
        return url

    async def returned(self, hand_off: HandOff, binding: str, answer: Mapping[str, str]) -> str:
        """The id under which this browser finds what was learned. Raises LostError,
        NotOfferedError, SignInRefused."""
        sign_in = await self._taken(hand_off, binding, answer.get("state", ""))
        if sign_in.purpose is SignInPurpose.CONSENT:
            raise LostError
        case = await self._case(hand_off)
        finding = await self._finding(case, sign_in, answer)
        log.info("case %s: a %s showed: %s", case.number, sign_in.purpose, finding.showed)
        id_ = secrets.token_urlsafe(_BYTES)
        learned = Learned(id_, binding, hand_off.id, finding.to_json(), self._end())
        if not await self._store.keep_learned(learned, self._clock()):
            raise NotOfferedError
        return id_

    async def consented(self, hand_off: HandOff, binding: str, answer: Mapping[str, str]) -> str:
        """Where the administrator goes to say who they are: what came back names a tenant, and
        anybody could have typed it. Raises as `returned` does."""
        sign_in = await self._taken(hand_off, binding, answer.get("state", ""))
        if sign_in.purpose is not SignInPurpose.CONSENT:
            raise LostError
        if "error" in answer:
            described = numbers_in(answer.get("error_description", ""))
            raise SignInRefused(*problem_of(answer["error"], described))
        if answer.get("admin_consent", "").lower() != "true":
            raise SignInRefused(Problem.DECLINED)
        return await self.begin(hand_off, SignInPurpose.ADMINISTRATOR, binding)

    async def _finding(self, case: Case, sign_in: SignIn, answer: Mapping[str, str]) -> Finding:
        state = answer.get("state", "")
        try:
            signed = await self._client.finish(sign_in.flow, state, answer)
        except SignInRefused as refused:
            if sign_in.purpose is SignInPurpose.HOST and may_be_kept(refused):
                return Finding(sign_in.purpose, Showed.REFUSED, number=refused.number)
            raise
        if sign_in.purpose in _WITH_ACCOUNT:
            return await self._of_invitee(case, sign_in.purpose, signed)
        if sign_in.purpose is SignInPurpose.HOST:
            host = str(sign_in.flow["authority"])
            return of_guest(signed.account, host, _names(case))
        return of_administrator(signed.account)

    async def _of_invitee(self, case: Case, purpose: SignInPurpose, signed: SignedIn) -> Finding:
        own = await self._own(signed) if purpose is SignInPurpose.OWN_DETAILS else None
        address, reporter = _told(case, INVITED_ADDRESS), case.reporter
        account = (reporter.tenant_id.lower(), reporter.object_id.lower())
        invitee = Invitee(
            address,
            await home_tenant(self._graph, address),
            account if case.side is Side.INVITED else None,
        )
        return of_invitee(purpose, signed.account, invitee, own)

    async def _own(self, signed: SignedIn) -> OwnDetails:
        until = asyncio.get_running_loop().time() + _SECONDS
        try:
            return await own_details(self._graph, signed.token, until)
        except (Refused, MisreadError):
            raise SignInRefused(Problem.AWAY) from None

    async def _authority(self, case: Case, purpose: SignInPurpose) -> str:
        if purpose in _WITH_ACCOUNT:
            return ANY
        if purpose is SignInPurpose.ADMINISTRATOR:
            return WORK
        host = await host_tenant(self._graph, _told(case, HOST_DOMAIN))
        if host is None:
            raise NotOfferedError
        return host

    async def _announced(self, hand_off: HandOff) -> str:
        """The second check's own id, in the case before anybody can fail under it. One is made
        for all of them: whoever begins again and again changes nothing."""
        application = self._client.client_id
        if known := announced(await self._case(hand_off), application):
            return known
        new, at = str(uuid.uuid4()), self._clock()

        def change(case: Case) -> tuple[Case, tuple[NewJob, ...]]:
            if announced(case, application):
                return case, ()
            return holding(case, known_by(new, application, at), SECOND_CHECK), ()

        if await self._visiting.kept(hand_off, new, change) is not Outcome.KEPT:
            raise NotOfferedError
        return announced(await self._case(hand_off), application)

    async def _read_later(self, case: Case, hand_off: HandOff) -> None:
        """Has the log read again once it can hold how that sign-in ended: where Microsoft shows
        its own page, nobody comes back to say so."""
        key = TurnKey(hand_off.id, secrets.token_hex(8))
        visit = Visit(key, self._clock(), jobs=(log_job(case, self._clock()),))
        await self._store.commit_visit(visit)

    async def _taken(self, hand_off: HandOff, binding: str, state: str) -> SignIn:
        sign_in = await self._store.take_sign_in(state, binding, self._clock())
        if sign_in is None or sign_in.hand_off != hand_off.id:
            raise LostError
        return sign_in

    async def _case(self, hand_off: HandOff) -> Case:
        case = await self._store.case(hand_off.case_number)
        if case is None or case.state in ENDED or not hand_off.opens(self._clock()):
            raise NotOfferedError
        return case

    def _end(self) -> datetime:
        return self._clock() + LASTS


def _names(case: Case) -> frozenset[str]:
    """By which the invited user is known to sign in."""
    released = brought_now(case).value(UPN)
    names = (_told(case, INVITED_ADDRESS), released if isinstance(released, str) else "")
    return frozenset(name for name in names if name)


def _told(case: Case, of: Fact) -> str:
    value = case.complaint.value(of)
    return value if isinstance(value, str) else ""
