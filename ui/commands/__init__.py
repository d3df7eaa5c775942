"""What `rapporteur` does in a terminal: one module a command."""
