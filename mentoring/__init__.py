"""The project: settings, the foundation every app stands on, and what ties the apps together."""
