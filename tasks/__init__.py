"""One step of the casework each, retried by Prefect."""
