"""The programme's open data: tables that anybody may use, with a dictionary that says what is in them."""
