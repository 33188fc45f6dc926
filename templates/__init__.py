"""Every word that a person reads, in the folder that its name gives.

A document is ``documents/<name>.html.j2``, a notice ``notices/<name>/subject.txt.j2`` and
``body.html.j2``; the name is the one in the scheme, so nothing is registered by hand. Frames and
macros that several share begin with an underscore. Templates choose words, never facts: what they
are given is worked out before.
"""
