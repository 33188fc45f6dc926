"""The programme's pages: who runs it, who is looked at and who reads about it come in here.

Every page is written on the server and works without JavaScript. What a page shows is worked out in
``casework``, how it is said stands in ``templates/dashboard``, and who may see it is decided in
``domain.permissions`` alone.
"""
