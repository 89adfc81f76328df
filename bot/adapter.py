"""botbuilder's adapter over our own connector: turns with their context and middleware."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from botbuilder.core import BotAdapter, TurnContext
from botbuilder.schema import Activity, ConversationReference, ResourceResponse

from bot import wire
from bot.connector import Connector
from bot.invokes import InvokeReply

Logic = Callable[[TurnContext], Awaitable[None]]


class Adapter(BotAdapter):  # type: ignore[misc]  # botbuilder is untyped
    """Sends what a turn, or a continued conversation, says. Raises DeliveryError."""

    def __init__(self, connector: Connector) -> None:
        super().__init__()
        self._connector = connector

    async def turn(self, activity: Activity, logic: Logic) -> InvokeReply | None:
        """Runs one turn through the middleware; returns what `reply` left there, if anything."""
        context = TurnContext(self, activity)
        await self.run_pipeline(context, logic)
        left = context.turn_state.get(self._INVOKE_RESPONSE_KEY)
        return left if isinstance(left, InvokeReply) else None

    def reply(self, context: TurnContext, reply: InvokeReply) -> None:
        """Answers the invoke of this turn. Not by send_activity: that copies the whole card."""
        context.turn_state[self._INVOKE_RESPONSE_KEY] = reply

    async def send_activities(
        self, context: TurnContext, activities: list[Activity]
    ) -> list[ResourceResponse]:
        return [ResourceResponse(id=await self._send(one)) for one in activities]

    async def update_activity(self, context: TurnContext, activity: Activity) -> ResourceResponse:
        await self._connector.replace(
            activity.service_url, activity.conversation.id, activity.id, wire.to_json(activity)
        )
        return ResourceResponse(id=activity.id)

    async def delete_activity(self, context: TurnContext, reference: ConversationReference) -> None:
        await self._connector.delete(
            reference.service_url, reference.conversation.id, reference.activity_id
        )

    async def _send(self, activity: Activity) -> str:
        if activity.type == "trace":  # meant for the emulator; Teams refuses it
            return ""
        return await self._connector.create(
            activity.service_url, activity.conversation.id, wire.to_json(activity)
        )
