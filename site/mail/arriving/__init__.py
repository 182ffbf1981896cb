"""Mail that comes in: four ways lead here, one path leads on, and each mail knows what became of it."""
