"""A fictional spine clinic: articles, pictures, people. `manage.py load_demo` loads it.

Content stands in TOML, prose as short HTML. A link to another page of the demo is
written ``<a href="page:slug">``; pictures and people are called by their names.
"""
