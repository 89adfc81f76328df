"""OpenID discovery of the two tenants: public, and true for every cloud."""

from __future__ import annotations

from collections.abc import Mapping

from sandbox.world import Invited, Inviting

LOGIN = "https://login.microsoftonline.com"
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


def document(tenant: Inviting | Invited) -> dict[str, object]:
    """The same endpoints for every cloud: the bot knows one sign-in, and is refused there."""
    base = f"{LOGIN}/{tenant.tenant_id}"
    return {
        "token_endpoint": f"{base}/oauth2/v2.0/token",
        "token_endpoint_auth_methods_supported": ["client_secret_post", "private_key_jwt"],
        "jwks_uri": f"{base}/discovery/v2.0/keys",
        "response_types_supported": ["code", "id_token", "code id_token", "id_token token"],
        "issuer": f"{base}/v2.0",
        "authorization_endpoint": f"{base}/oauth2/v2.0/authorize",
        "device_authorization_endpoint": f"{base}/oauth2/v2.0/devicecode",
        "tenant_region_scope": "EU",
        **_CLOUDS[tenant.cloud],
    }
