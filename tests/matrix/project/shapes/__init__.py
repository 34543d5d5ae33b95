"""The relation shapes of the matrix: models only, for Django 3.2 to 6.1 and Python 3.8 on."""
