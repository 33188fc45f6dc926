"""The API: the same reads and the same deeds as the pages, for programs.

Nothing is decided here. Who may do what is asked of ``domain.permissions``, what a deed asks and does stands
in ``casework.deeds``, and every shape in ``casework.shapes``.
"""
