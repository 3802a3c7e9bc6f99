"""Feedback to Akismet when a moderator overrules its verdict."""

from comments import akismet
from comments.models import Comment
from comments.models.comments import Status, Verdict
from public_forms.task_retries import later

CLASS_BY_STATUS: dict[str, str] = {Status.PUBLISHED: "ham", Status.SPAM: "spam"}
CLASS_BY_VERDICT: dict[str, str] = {
    Verdict.HAM: "ham",
    Verdict.SPAM: "spam",
    Verdict.DISCARD: "spam",
}


def queue_feedback(comment: Comment, *, was: str) -> None:
    """Queues feedback if the new status contradicts Akismet's verdict.

    Feedback sent for the previous status ``was`` replaces the verdict.
    """
    decided, verdict = (
        CLASS_BY_STATUS.get(comment.status),
        CLASS_BY_VERDICT.get(comment.verdict),
    )
    if not (akismet.is_enabled() and verdict and decided):
        return
    if decided != CLASS_BY_STATUS.get(was, verdict):
        feedback = teach_ham if decided == "ham" else teach_spam
        feedback.enqueue(comment.pk)


@later(does="Tell Akismet that a reply is no spam", on=akismet.VerdictUnavailable)
def teach_ham(comment_id: int) -> None:
    for comment in Comment.objects.filter(pk=comment_id).select_related("page"):
        akismet.teach_ham(comment)


@later(does="Tell Akismet that a reply is spam", on=akismet.VerdictUnavailable)
def teach_spam(comment_id: int) -> None:
    for comment in Comment.objects.filter(pk=comment_id).select_related("page"):
        akismet.teach_spam(comment)
