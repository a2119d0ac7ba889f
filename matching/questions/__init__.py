"""A question before an answer to a suggestion: what the two fill in, and their pages."""
