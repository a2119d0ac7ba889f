"""A believable company to try the product on. Nothing else in the product knows of it."""
