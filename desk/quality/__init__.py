"""How good the work is: inspections, ratings, and what has to be put right."""
