"""Whether reported satisfaction is true: checks, doubts, verification by phone, corrections."""
