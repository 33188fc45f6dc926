"""What happened, kept: models, sessions, migrations and named verbs."""

# First of all, because the other tables stand on these, and these end by naming the others.
from db import models as models
