"""The JSON of what casework finds: one shape for each thing, the same for the command and for the API.

Keys stay; new ones may be added. ``docs/json.md`` shows the command's answers as they are.
"""
