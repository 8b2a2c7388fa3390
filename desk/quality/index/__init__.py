"""The service-quality index: four factors, their weights, and what became of it over time."""
