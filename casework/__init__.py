"""The steps themselves, as an officer would take them by hand."""
