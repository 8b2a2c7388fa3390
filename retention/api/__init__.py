"""What retention does, over HTTP."""
