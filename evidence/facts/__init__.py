"""The vocabulary of evidence: facts, observations, and Unknown with a named reason.

Everything else speaks in these types. Pure: no clock, no I/O, no import from the rest of the
project. All of vocabulary.py is passed on, so that a new fact is one line there.
"""

from evidence.facts.complaint import Answer as Answer
from evidence.facts.complaint import Complaint as Complaint
from evidence.facts.complaint import Reading as Reading
from evidence.facts.observations import CHECK_PACK as CHECK_PACK
from evidence.facts.observations import PARTNER_PAGE as PARTNER_PAGE
from evidence.facts.observations import RELEASED_BY as RELEASED_BY
from evidence.facts.observations import SECOND_CHECK as SECOND_CHECK
from evidence.facts.observations import SIGN_IN_CHECK as SIGN_IN_CHECK
from evidence.facts.observations import Facts as Facts
from evidence.facts.observations import Observation as Observation
from evidence.facts.observations import Trust as Trust
from evidence.facts.unknown import Reason as Reason
from evidence.facts.unknown import Unknown as Unknown
from evidence.facts.values import Audience as Audience
from evidence.facts.values import Fact as Fact
from evidence.facts.values import FactError as FactError
from evidence.facts.values import Kind as Kind
from evidence.facts.values import SummaryReader as SummaryReader
from evidence.facts.values import Value as Value
from evidence.facts.values import parse as parse
from evidence.facts.values import to_json as to_json
from evidence.facts.vocabulary import *  # noqa: F403 - see above
