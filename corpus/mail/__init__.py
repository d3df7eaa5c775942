"""Mail, of every program, with what is attached to it."""
