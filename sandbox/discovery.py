"""OpenID discovery of the two tenants: public, and true for every cloud."""

from __future__ import annotations

from collections.abc import Mapping

from sandbox.world import Invited, Inviting

LOGIN = "https://login.microsoftonline.com"
# The tenant all personal accounts belong to.
CONSUMERS = "9188040d-6c67-4c5b-b112-36a304b66dad"
# What discovery says of a tenant's cloud: instance, its Graph, and the region's part.
_CLOUDS: Mapping[str, Mapping[str, str]] = {
    "global": {
        "cloud_instance_name": "microsoftonline.com",
        "cloud_graph_host_name": "graph.windows.net",
        "msgraph_host": "graph.microsoft.com",
    },
    "gcchigh": {
        "tenant_region_sub_scope": "DODCON",
        "cloud_instance_name": "microsoftonline.us",
        "cloud_graph_host_name": "graph.windows.net",
        "msgraph_host": "graph.microsoft.us",
    },
    "china": {
        "cloud_instance_name": "partner.microsoftonline.cn",
        "cloud_graph_host_name": "graph.chinacloudapi.cn",
        "msgraph_host": "microsoftgraph.chinacloudapi.cn",
    },
}
_CLAIMS = "sub iss cloud_instance_name aud exp iat auth_time nonce preferred_username name tid ver"


def document(tenant: Inviting | Invited) -> dict[str, object]:
    """The same endpoints for every cloud: the bot knows one sign-in, and is refused there."""
    return {**_at(tenant.tenant_id), "tenant_region_scope": "EU", **_CLOUDS[tenant.cloud]}


def shared_document(name: str) -> dict[str, object]:
    """Of `organizations` and `common`: who issues shows only when somebody signed in."""
    issuer = f"{LOGIN}/{{tenantid}}/v2.0"
    return {**_at(name), "issuer": issuer, "tenant_region_scope": None, **_CLOUDS["global"]}


def _at(name: str) -> dict[str, object]:
    base = f"{LOGIN}/{name}"
    return {
        "token_endpoint": f"{base}/oauth2/v2.0/token",
        "token_endpoint_auth_methods_supported": ["client_secret_post", "private_key_jwt"],
        "jwks_uri": f"{base}/discovery/v2.0/keys",
        "response_modes_supported": ["query"],
        "subject_types_supported": ["pairwise"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "response_types_supported": ["code", "id_token", "code id_token", "id_token token"],
        "scopes_supported": ["openid", "profile", "email", "offline_access"],
        "issuer": f"{base}/v2.0",
        "request_uri_parameter_supported": False,
        "userinfo_endpoint": "https://graph.microsoft.com/oidc/userinfo",
        "authorization_endpoint": f"{base}/oauth2/v2.0/authorize",
        "device_authorization_endpoint": f"{base}/oauth2/v2.0/devicecode",
        "http_logout_supported": True,
        "end_session_endpoint": f"{base}/oauth2/v2.0/logout",
        "claims_supported": [*_CLAIMS.split(), "email"],
    }
