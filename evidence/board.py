"""What one check has read so far: probe by probe, and at the end as facts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from evidence.collectors.probe import Found, Probe
from evidence.facts import Fact, Facts, Observation, Reason, Trust, Unknown, Value


@dataclass(frozen=True)
class ProbeState:
    """How far one probe is; neither waiting nor a reason means: read."""

    probe: str
    organisation: str
    waiting: bool
    reason: Reason | None = None


Progress = Callable[[tuple[ProbeState, ...]], None]

# Reasons that no patience cures: the organisation cannot be read as things stand.
_LASTING = frozenset(
    {
        Reason.NO_CONSENT,
        Reason.NO_PERMISSION,
        Reason.NO_LICENCE,
        Reason.NOT_RELEASED,
        Reason.NOT_IN_CLOUD,
        Reason.OWN_CREDENTIALS,
        Reason.NOT_LOOKED_UP,
    }
)


class Board:
    """Every probe of one check; tells `progress` of each change."""

    def __init__(self, probes: Sequence[Probe], progress: Progress) -> None:
        self._probes, self._progress = probes, progress
        self._ends: dict[Probe, Found | Reason] = {}

    def tell(self) -> None:
        self._progress(self.states())

    def states(self) -> tuple[ProbeState, ...]:
        return tuple(_state(probe, self._ends.get(probe)) for probe in self._probes)

    def read(self, probe: Probe, found: Found) -> None:
        self._ends[probe] = MappingProxyType(dict(found))
        self.tell()

    def refuse(self, reasons: Mapping[Probe, Reason]) -> None:
        """Ends several probes in one step, so that their order tells nothing."""
        self._ends.update(reasons)
        self.tell()

    def found(self, probe: Probe) -> Found:
        """What the probe read; nothing while it waits or where it was refused."""
        end = self._ends.get(probe)
        return {} if end is None or isinstance(end, Reason) else end

    def reason(self, probe: Probe) -> Reason | None:
        end = self._ends.get(probe)
        return end if isinstance(end, Reason) else None

    def close(self) -> None:
        """The deadline has passed: what still waits timed out."""
        late = {probe: Reason.TIMED_OUT for probe in self._probes if probe not in self._ends}
        if late:
            self.refuse(late)

    def visible(self, organisation: str) -> bool | Unknown:
        """Whether anything of that organisation's Graph could be read."""
        probes = [p for p in self._probes if p.organisation == organisation and p.permission]
        reasons = [r for r in (self.reason(p) for p in probes) if r]
        if len(reasons) < len(probes):
            return True
        passing = [r for r in reasons if r not in _LASTING]
        return Unknown(passing[0]) if passing else False

    def facts(self, at: datetime) -> Facts:
        """All observations, made at that time."""
        facts = Facts()
        for probe in self._probes:
            for fact, value in _values(probe, self._ends.get(probe, Reason.TIMED_OUT)):
                facts = facts.with_(fact, Observation(value, probe.id, at, Trust.READ))
        return facts


def _state(probe: Probe, end: Found | Reason | None) -> ProbeState:
    reason = end if isinstance(end, Reason) else None
    return ProbeState(probe.id, probe.organisation, waiting=end is None, reason=reason)


def _values(probe: Probe, end: Found | Reason) -> Iterable[tuple[Fact, Value | Unknown]]:
    if isinstance(end, Reason):
        detail = probe.permission if end is Reason.NO_PERMISSION else ""
        return [(fact, Unknown(end, detail)) for fact in probe.feeds]
    missing = {fact: Unknown(Reason.NOT_GIVEN) for fact in probe.feeds if fact not in end}
    return {**end, **missing}.items()
