"""Icons of the site: outlines on a square of 24 units, drawn by ``{% icon %}``."""

ICONS = {
    "arrow": '<path d="M4 12h15M13 6l6 6-6 6" />',
    "checked": ('<circle cx="12" cy="12" r="9" /><path d="m8 12 3 3 5-6" />'),
    "mail": '<path d="M3 6h18v12H3zM3 7l9 6 9-6" />',
    "menu": '<path d="M4 7h16M4 12h16M4 17h16" />',
    "note": ('<circle cx="12" cy="12" r="9" /><path d="M12 11v5M12 8v.1" />'),
    "pen": '<path d="m4 20 1-5L16 4l4 4L9 19z" />',
    "phone": (
        '<path d="M5 3h4l2 5-2.5 1.5a11 11 0 0 0 6 6L16 13l5 2v4a2 2 0 0 1-2 '
        '2A16 16 0 0 1 3 5a2 2 0 0 1 2-2z" />'
    ),
    "place": (
        '<path d="M12 21s7-6 7-11.5a7 7 0 0 0-14 0C5 15 12 21 12 21z" />'
        '<circle cx="12" cy="9.5" r="2.5" />'
    ),
    "play": ('<circle cx="12" cy="12" r="9" /><path d="m10 8.5 5.5 3.5-5.5 3.5z" />'),
    "search": ('<circle cx="10.5" cy="10.5" r="6.5" /><path d="m15.5 15.5 5 5" />'),
    "shield": '<path d="m12 3 8 3v6c0 5-3.5 8-8 9-4.5-1-8-4-8-9V6zM12 8v5M12 16v.1" />',
    "tip": (
        '<path d="M9 18h6M10 21h4M12 3a6 6 0 0 0-3.5 10.9c.6.5 1 1.2 1 '
        '2.1h5c0-.9.4-1.6 1-2.1A6 6 0 0 0 12 3z" />'
    ),
    "warning": '<path d="M12 4 2.5 20h19zM12 10v4.5M12 17v.1" />',
}
