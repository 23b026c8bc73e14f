"""Places: names of units and of towns and villages in a text, which unit a name means there, and whose events an article reports."""
