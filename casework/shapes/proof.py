"""The JSON of the proof that nothing was lost and nothing went twice."""

from __future__ import annotations

from typing import Any

from casework.proof_findings import Finding, Kind, Proof


def proof_as_json(found: Proof) -> dict[str, Any]:
    """Return what was compared, and every message of which something cannot be said."""
    return {
        "proven": found.is_proven,
        "challenges": found.challenges,
        "owed": found.owed,
        "messages": found.messages,
        "waiting": found.waiting,
        "at_providers": dict(found.seen),
        "without_record": dict(found.unseen),
        **{each.value: found.count(each) for each in Kind},
        "findings": [finding_as_json(each) for each in found.findings],
    }


def finding_as_json(each: Finding) -> dict[str, Any]:
    """Return what is the matter with one message, and what to do."""
    return {
        "kind": each.kind.value,
        "reference": each.reference,
        "key": each.key,
        "to": each.to,
        "on": each.on.isoformat(),
        "what": each.what,
        "remedy": each.remedy,
    }
