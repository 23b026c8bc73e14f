"""What several rooms ask of a text: clauses, modal words, list markers, who speaks, what is quoted, what is ordered."""
