"""What runs before any settings load: the servers, secrets and processes of `manage.py up` and `manage.py test`."""
