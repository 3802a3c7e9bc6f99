"""Recognition of texts by people who may be in danger.

Used for replies, forms and searches, in HTML and in both APIs.
"""

from public_forms.danger.recognition import DangerSign, find_danger

__all__ = ["DangerSign", "find_danger"]
