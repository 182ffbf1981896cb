"""How dates are written, where Django's own way is not ours: FORMAT_MODULE_PATH leads here."""
