"""Mails leave while everything around them fails: what is lost, what comes twice, and how soon the rest is there."""
