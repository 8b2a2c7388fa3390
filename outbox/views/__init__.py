"""The pages of the outbox, and the doors for gateways."""
