"""The knowledge base: what solves which problem, found while a complaint is typed."""
