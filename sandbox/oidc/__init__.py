"""People's sign-in at the two tenants: OpenID Connect's code flow, and administrators' consent."""

from sandbox.oidc.signing_in import SHARED, SignIn

__all__ = ["SHARED", "SignIn"]
