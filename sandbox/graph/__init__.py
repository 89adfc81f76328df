"""The two tenants' Microsoft Graph, with its answers and its refusals."""

from sandbox.graph.service import graph_routes

__all__ = ["graph_routes"]
