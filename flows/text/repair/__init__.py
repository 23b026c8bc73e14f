"""Repairs of characters: what crawlers, converters and typists did to the text, undone where the text itself says how."""
