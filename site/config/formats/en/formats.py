"""English as most of the world writes it, and as short as a list wants it."""

DATE_FORMAT = "j M Y"
MONTH_DAY_FORMAT = "j M"
DATETIME_FORMAT = "j M Y, P"
