"""What each kind of page shows: from an opened release to the values that its template shows. No HTML but marked texts, no addresses."""
