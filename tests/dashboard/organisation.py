"""An organisation's sign-in as OpenID Connect has it, on this machine, for the tests alone.

It hands out a code for whatever it was told to say, and checks what is asked of those who come for a token:
the client's secret, the address that is led back to, and the proof that they asked for the code.
"""

from __future__ import annotations

from base64 import b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qs, urlencode

from joserfc import jwt
from joserfc.jwk import RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

CLIENT, SECRET = "dashboard", "shared by two"


@dataclass
class Organisation:
    """What the sign-in is to say, and what it was asked."""

    now: int
    issuer: str = ""
    email: str = "manager@programme.example"
    claims: dict[str, Any] = field(default_factory=dict)
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "one"}))
    signs_with: RSAKey | None = None
    asked: dict[str, str] = field(default_factory=dict)
    is_up: bool = True

    def app(self) -> Starlette:
        """Return the sign-in as an application."""
        return Starlette(
            routes=[
                Route("/.well-known/openid-configuration", self._doors),
                Route("/authorize", self._authorize),
                Route("/token", self._token, methods=["POST"]),
                Route("/keys", self._keys),
            ]
        )

    async def _doors(self, _request: Request) -> Response:
        doors = {
            "issuer": self.claims.get("issuer", self.issuer),
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
        }
        return JSONResponse(doors, 200 if self.is_up else 503)

    async def _authorize(self, request: Request) -> Response:
        self.asked = dict(request.query_params)
        said = urlencode({"code": "one-code", "state": self.asked["state"]})
        return RedirectResponse(f"{self.asked['redirect_uri']}?{said}")

    async def _token(self, request: Request) -> Response:
        form = {name: values[0] for name, values in parse_qs((await request.body()).decode()).items()}
        who = b64decode(request.headers["authorization"].removeprefix("Basic ")).decode()
        proof = urlsafe_b64encode(sha256(form["code_verifier"].encode()).digest()).decode().rstrip("=")
        is_ours = (
            who == f"{CLIENT}:{SECRET}"
            and form["code"] == "one-code"
            and form["redirect_uri"] == self.asked["redirect_uri"]
            and proof == self.asked["code_challenge"]
        )
        if not is_ours:
            return JSONResponse({"error": "invalid_grant"}, 400)
        return JSONResponse({"access_token": "a", "token_type": "Bearer", "id_token": self._id_token()})

    def _id_token(self) -> str:
        usual = {
            "iss": self.issuer,
            "sub": "42",
            "aud": CLIENT,
            "iat": self.now,
            "exp": self.now + 300,
            "nonce": self.asked["nonce"],
            "email": self.email,
            "email_verified": True,
        }
        header = {"alg": "RS256", "kid": "one"}
        return jwt.encode(header, usual | self.claims, self.signs_with or self.key)

    async def _keys(self, _request: Request) -> Response:
        return JSONResponse({"keys": [self.key.as_dict(private=False)]})
