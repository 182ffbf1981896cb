"""Mail as a channel of what members are told: decided when they are told, written and sent when it is due."""
