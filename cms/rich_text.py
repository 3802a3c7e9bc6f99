"""The rich text an editor may use: named sets of features, smallest first."""

INLINE = ["bold", "italic", "link", "document-link"]
SHORT = [*INLINE, "ol", "ul"]
PROSE = [*SHORT, "h3", "superscript", "subscript"]
