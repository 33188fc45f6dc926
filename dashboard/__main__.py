"""`python -m dashboard` serves the dashboard as the settings say."""

from dashboard.serving import serve

if __name__ == "__main__":
    serve()
