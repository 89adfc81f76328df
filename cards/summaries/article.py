"""The article about the conflict of the twins, for whoever has to talk about it."""

from __future__ import annotations

from collections.abc import Iterator

from cards.summaries.document import Paragraph, Part
from cards.summaries.leaving import Material
from cards.summaries.parts import Say
from causes.twins import LIFT_REQUIREMENT

# The article this all began with. It was published on Microsoft's SharePoint Support Blog in 2018;
# only this copy of it is known to be reachable.
ARTICLE = "External Users trying to accept the invitation get an error message “That Didn’t Work”"
ARTICLE_AT = (
    "https://thewindowsupdate.com/2018/12/27/external-users-trying-to-accept-the-invitation-"
    "get-an-error-message-that-didnt-work/"
)


def article(say: Say, of: Material) -> Iterator[Part]:
    """Only where the conflict is the article's."""
    told = of.answer.cause
    if told is None or LIFT_REQUIREMENT not in told.cause.remedies:
        return
    yield Paragraph(say("article_says"))
    yield say.rows(article=ARTICLE, publisher=say("publisher"), read_at=ARTICLE_AT)
