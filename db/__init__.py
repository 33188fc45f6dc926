"""What happened, kept: models, sessions, migrations and named verbs."""
