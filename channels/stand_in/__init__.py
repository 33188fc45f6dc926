"""Providers to try the post against: they answer as the real ones do, fail when told to, and keep a ledger.

A stand-in shares no line with the channel that talks to it, so that both cannot be wrong in the same way.
"""
