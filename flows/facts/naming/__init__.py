"""People: which characters are a name, which words are its title, and whose post that is."""
