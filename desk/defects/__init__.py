"""Defects: found in a complaint or by hand, everybody whom they concern listed, and told once."""
