"""Anything that names who will leave, tried against the past before it is switched on."""
