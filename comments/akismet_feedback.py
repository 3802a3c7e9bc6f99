"""Tells Akismet what a moderator knew better."""

from comments import akismet
from comments.models import Comment
from comments.models.comments import Status, Verdict
from public_forms.task_retries import later

OPINIONS = {Status.PUBLISHED: "ham", Status.SPAM: "spam"}
BELIEFS = {Verdict.HAM: "ham", Verdict.SPAM: "spam", Verdict.DISCARD: "spam"}


def overrule(comment: Comment, *, was: str) -> None:
    """Queues a lesson where the new status says otherwise than Akismet believes.

    What it was taught before, by the status that a moderator now takes back, counts as
    its belief.
    """
    opinion, verdict = OPINIONS.get(comment.status), BELIEFS.get(comment.verdict)
    if not (akismet.is_asked() and verdict and opinion):
        return
    if opinion != OPINIONS.get(was, verdict):
        lesson = teach_ham if opinion == "ham" else teach_spam
        lesson.enqueue(comment.pk)


@later(does="Tell Akismet that a reply is no spam", on=akismet.VerdictUnavailable)
def teach_ham(comment_id: int) -> None:
    for comment in Comment.objects.filter(pk=comment_id).select_related("page"):
        akismet.teach_ham(comment)


@later(does="Tell Akismet that a reply is spam", on=akismet.VerdictUnavailable)
def teach_spam(comment_id: int) -> None:
    for comment in Comment.objects.filter(pk=comment_id).select_related("page"):
        akismet.teach_spam(comment)
