"""How an assignment is found and proven: whole numbers in, whole numbers out, no database."""
