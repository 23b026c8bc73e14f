"""From canonical characters on lines to articles: paragraphs, furniture, captions, bylines, headlines, sections."""
