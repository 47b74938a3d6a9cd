"""Values as text, lines and glyphs."""
