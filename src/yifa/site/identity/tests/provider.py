"""A small OpenID provider over real HTTP: discovery, keys, code flow with PKCE (S256), signed identity tokens.

It does by the book what OpenID Connect Core 1.0 asks; `forge` lets a test make it lie in one respect.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import ECKey, KeySet


@dataclass
class Grant:
    """What one authorization code stands for."""

    asked: dict[str, str]
    claims: dict[str, Any]


@dataclass
class Provider:
    """Runs until `stop()`. `person` is who is signed in at the provider: the claims it tells."""

    client_id: str = "yifa"
    client_secret: str = "the-secret-of-the-client"
    person: dict[str, Any] = field(
        default_factory=lambda: {"sub": "0001", "preferred_username": "clerk"}
    )
    forge: dict[str, Any] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.key = ECKey.generate_key("P-256", {"kid": "first", "use": "sig"})
        self.grants: dict[str, Grant] = {}
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                parts = urlsplit(self.path)
                asked = {k: v[0] for k, v in parse_qs(parts.query).items()}
                provider.asked.append((parts.path, asked))
                if parts.path == "/.well-known/openid-configuration":
                    self.json(provider.metadata())
                elif parts.path == "/keys":
                    self.json(KeySet([provider.key]).as_dict(private=False))
                elif parts.path == "/authorize":
                    self.send_response(302)
                    self.send_header("Location", provider.authorize(asked))
                    self.end_headers()
                else:
                    self.send_error(404)

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                asked = {k: v[0] for k, v in parse_qs(body).items()}
                provider.asked.append(("/token", asked))
                status, answer = provider.token(asked, self.headers.get("Authorization", ""))
                self.json(answer, status)

            def json(self, answer: dict[str, Any], status: int = 200) -> None:
                text = json.dumps(answer).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(text)))
                self.end_headers()
                self.wfile.write(text)

            def log_message(self, *args: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.issuer = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    def metadata(self) -> dict[str, Any]:
        return {
            "issuer": self.forge.get("metadata_issuer", self.issuer),
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "response_types_supported": ["code"],
            "code_challenge_methods_supported": ["S256"],
            "id_token_signing_alg_values_supported": ["ES256", "HS256", "none"],
        }

    def authorize(self, asked: dict[str, str]) -> str:
        """The address that the browser is sent back to: with a code, or an error by name."""
        back = asked["redirect_uri"]
        whole = (
            asked.get("client_id") == self.client_id and asked.get("response_type") == "code"
            and asked.get("code_challenge_method") == "S256" and asked.get("code_challenge")
            and "openid" in asked.get("scope", "").split()
        )  # fmt: skip
        if not whole:
            return (
                f"{back}?{urlencode({'error': 'invalid_request', 'state': asked.get('state', '')})}"
            )
        code = secrets.token_urlsafe(16)
        claims = dict(self.person)
        if asked.get("max_age") is not None:
            claims["auth_time"] = int(time.time())
        self.grants[code] = Grant(asked, claims)
        return f"{back}?{urlencode({'code': code, 'state': asked.get('state', '')})}"

    def token(self, asked: dict[str, str], authorization: str) -> tuple[int, dict[str, Any]]:
        """Exchange a code, once, for tokens; the client and the PKCE verifier must hold."""
        kind, _, packed = authorization.partition(" ")
        name, _, secret = base64.b64decode(packed).decode().partition(":")
        if kind != "Basic" or (unquote(name), unquote(secret)) != (
            self.client_id,
            self.client_secret,
        ):
            return 401, {"error": "invalid_client"}
        grant = self.grants.pop(asked.get("code", ""), None)
        if grant is None or asked.get("redirect_uri") != grant.asked["redirect_uri"]:
            return 400, {"error": "invalid_grant"}
        verifier = hashlib.sha256(asked.get("code_verifier", "").encode()).digest()
        if (
            base64.urlsafe_b64encode(verifier).rstrip(b"=").decode()
            != grant.asked["code_challenge"]
        ):
            return 400, {"error": "invalid_grant"}
        now = int(time.time())
        claims = {
            "iss": self.issuer, "aud": self.client_id, "iat": now, "exp": now + 300,
            "nonce": grant.asked.get("nonce"), **grant.claims, **self.forge.get("claims", {}),
        }  # fmt: skip
        head = {"alg": "ES256", "kid": "first"} | self.forge.get("head", {})
        key = self.forge.get("key", self.key)
        token = jwt.encode(head, claims, key, algorithms=[head["alg"]])
        if self.forge.get("unsigned"):
            blank = base64.urlsafe_b64encode(b'{"alg":"none"}').rstrip(b"=").decode()
            token = f"{blank}.{token.split('.')[1]}."
        return 200, {
            "access_token": secrets.token_urlsafe(8),
            "token_type": "Bearer",
            "id_token": token,
        }
