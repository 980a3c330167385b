"""Reading and writing other people's formats: files → incoming records, records → files."""
