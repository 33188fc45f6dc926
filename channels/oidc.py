"""Signs people in with their organisation's own accounts, as OpenID Connect has it: a code, with PKCE.

The provider vouches for an address of mail, and for nothing else that we would take its word for. What makes
an answer ours (state, nonce, verifier) stays in the browser that asked.
"""

from __future__ import annotations

import hmac
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from secrets import token_urlsafe
from typing import Any
from urllib.parse import urlencode

import httpx

from domain.errors import ChallengeError, RulesRefuse
from settings import Settings

PATIENCE = 10.0
"""Seconds for which the provider is waited for, each time."""
LEEWAY = 60
"""Seconds by which its clock may differ from ours."""
SIGNED_WITH = ("RS256", "PS256", "ES256")


class NotVerified(RulesRefuse):
    """What the provider said cannot be relied on."""

    def __str__(self) -> str:
        (why,) = self.args
        return f"You could not be signed in: {why}. Start again from the page on which one signs in."


class ProviderAway(ChallengeError):
    """The provider does not answer, or not as one that speaks OpenID Connect."""

    def __str__(self) -> str:
        return "Your organisation's sign-in does not answer. Try again later, or sign in in another way."


class NotInstalled(ChallengeError):
    """What speaks OpenID Connect is an extra that was left out."""

    def __str__(self) -> str:
        return (
            "Signing in with an organisation's accounts is not installed. Install the extra [oidc] as well."
        )


@dataclass(frozen=True, slots=True)
class Provider:
    """An organisation's sign-in, and as whom we are known there."""

    name: str
    issuer: str
    client: str
    secret: str


@dataclass(frozen=True, slots=True)
class Attempt:
    """What a browser keeps between leaving for the provider and coming back."""

    state: str
    nonce: str
    verifier: str
    there: str

    def sealed(self) -> str:
        """Return it as a cookie holds it."""
        return urlsafe_b64encode(json.dumps(asdict(self)).encode()).decode()

    @classmethod
    def opened(cls, text: str) -> Attempt:
        """Read what ``sealed`` wrote; ``NotVerified`` if this browser holds nothing of the kind."""
        try:
            return cls(**json.loads(urlsafe_b64decode(text)))
        except (ValueError, TypeError) as error:
            raise NotVerified("this browser has not asked for it, or too long ago") from error


def provider_of(here: Settings) -> Provider | None:
    """Return the provider that the settings name, if they name one and where the dashboard is."""
    secret = here.oidc_client_secret
    if not (here.oidc_issuer and here.oidc_client_id and secret and here.base_url):
        return None
    return Provider(
        here.oidc_name, here.oidc_issuer.rstrip("/"), here.oidc_client_id, secret.get_secret_value()
    )


def begin(provider: Provider, back: str, there: str) -> tuple[str, Attempt]:
    """Return where to send a browser, and what it is to keep until it comes back."""
    attempt = Attempt(token_urlsafe(24), token_urlsafe(24), token_urlsafe(48), there)
    asked = {
        "response_type": "code",
        "client_id": provider.client,
        "redirect_uri": back,
        "scope": "openid email",
        "state": attempt.state,
        "nonce": attempt.nonce,
        "code_challenge": _challenge(attempt.verifier),
        "code_challenge_method": "S256",
    }
    with _client() as client:
        address = _discovered(client, provider)["authorization_endpoint"]
    return f"{address}{'&' if '?' in address else '?'}{urlencode(asked)}", attempt


def finish(provider: Provider, back: str, attempt: Attempt, answer: Mapping[str, str], at: datetime) -> str:
    """Return the address that the provider has verified, or raise ``NotVerified`` or ``ProviderAway``."""
    if not hmac.compare_digest(answer.get("state", "").encode(), attempt.state.encode()):
        raise NotVerified("the answer is not to what this browser asked")
    if "code" not in answer:
        raise NotVerified("your organisation did not agree to it")
    with _client() as client:
        known = _discovered(client, provider)
        token = _exchanged(
            client, provider, known["token_endpoint"], (back, attempt.verifier, answer["code"])
        )
        keys = _asked(client, "GET", known["jwks_uri"])
    claims = _claims(
        token, keys, {"iss": known["issuer"], "aud": provider.client, "nonce": attempt.nonce}, at
    )
    if claims.get("email_verified") is not True or not isinstance(claims.get("email"), str):
        raise NotVerified("your organisation does not vouch for your address")
    return str(claims["email"])


def _challenge(verifier: str) -> str:
    try:
        from authlib.oauth2.rfc7636 import create_s256_code_challenge  # type: ignore[import-untyped] # noqa: PLC0415
    except ImportError as error:
        raise NotInstalled from error
    return str(create_s256_code_challenge(verifier))


def _client() -> httpx.Client:
    return httpx.Client(timeout=PATIENCE, follow_redirects=False)


def _asked(client: httpx.Client, method: str, url: str, **more: Any) -> dict[str, Any]:
    try:
        answer = client.request(method, url, **more)
        answer.raise_for_status()
        said = answer.json()
    except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
        raise ProviderAway from error
    if not isinstance(said, dict):
        raise ProviderAway
    return said


def _discovered(client: httpx.Client, provider: Provider) -> dict[str, Any]:
    """Ask the provider where its doors are; one that goes by another name is not ours."""
    found = _asked(client, "GET", f"{provider.issuer}/.well-known/openid-configuration")
    doors = ("authorization_endpoint", "token_endpoint", "jwks_uri")
    if str(found.get("issuer", "")).rstrip("/") != provider.issuer or any(
        each not in found for each in doors
    ):
        raise ProviderAway
    return found


def _exchanged(
    client: httpx.Client, provider: Provider, url: str, proof: tuple[str, str, str]
) -> dict[str, Any]:
    """Hand in the code, with the proof that it was asked for here."""
    back, verifier, code = proof
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": back,
        "code_verifier": verifier,
    }
    return _asked(client, "POST", url, data=form, auth=(provider.client, provider.secret))


def _claims(
    token: dict[str, Any], keys: dict[str, Any], wanted: Mapping[str, str], at: datetime
) -> Mapping[str, Any]:
    """Return what the provider vouches for, once its signature and every claim have been checked."""
    from authlib.oidc.core import CodeIDToken  # type: ignore[import-untyped] # noqa: PLC0415
    from joserfc import jwt  # noqa: PLC0415
    from joserfc.errors import JoseError  # noqa: PLC0415
    from joserfc.jwk import KeySet  # noqa: PLC0415

    try:
        key_set = KeySet.import_key_set(keys)  # type: ignore[arg-type] # What is no key set is refused.
        signed = jwt.decode(str(token.get("id_token")), key_set, algorithms=[*SIGNED_WITH])
        claims = CodeIDToken(
            signed.claims,
            signed.header,
            {name: {"essential": True, "value": value} for name, value in wanted.items()},
            {"nonce": wanted["nonce"], "client_id": wanted["aud"]},
        )
        claims.validate(now=int(at.timestamp()), leeway=LEEWAY)
    except (JoseError, KeyError, ValueError) as error:
        raise NotVerified("what your organisation sent cannot be relied on") from error
    return signed.claims
