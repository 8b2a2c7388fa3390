"""What every page is made of: template components, the shell around them, and the words for figures."""
