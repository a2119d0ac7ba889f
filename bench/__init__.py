"""Measurements that a person can repeat: `python3 manage.py bench NAME`."""
