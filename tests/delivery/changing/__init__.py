"""Changes of anything that an admin screen, an API or a command can change."""
