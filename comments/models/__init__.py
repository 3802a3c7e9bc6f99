from comments.models.comments import Comment
from comments.models.pages import TakesReplies
from comments.models.settings import ReplySettings

__all__ = ["Comment", "ReplySettings", "TakesReplies"]
