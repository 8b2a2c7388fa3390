"""Who gets a complaint or an inquiry, and why."""
