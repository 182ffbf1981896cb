"""The web's doors to the forum: they look up, ask an operation, and show."""
