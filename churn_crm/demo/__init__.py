"""Businesses to try the product with: an invented garage group, and a real record shop of 1998."""
