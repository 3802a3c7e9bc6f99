"""Demo content: a fictional spine clinic, loaded by `manage.py load_demo`.

The content is in TOML files, with prose as HTML. A link to another page of the demo is
``<a href="page:slug">``; pictures and people are referred to by name.
"""
