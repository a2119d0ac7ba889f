"""One module per kind of installation: `dev` for `manage.py up`, `test`, and `production`."""
