"""What people may do to a challenge, each as one row: what is asked, who may, and the verb that does it.

The command line has its own words for the same verbs. Whatever else lets people act (a page, the API) reads
this table, so that a new deed is a new row and nowhere else a new `if`.
"""
