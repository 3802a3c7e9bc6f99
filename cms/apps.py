from django.apps import AppConfig
from django.core.signals import request_started
from django_tasks.signals import task_started
from wagtail.signals import pre_page_move

from cms import memory


class CmsConfig(AppConfig):
    """It knows about what all apps share."""

    name = "cms"
    verbose_name = "Gait"

    def ready(self) -> None:
        # Both need the models, which are there only now; importing checks registers
        # them.
        from cms import checks, pictures, slugs  # noqa: F401

        pictures.encode_avif_fast()
        for signal in (request_started, task_started):
            signal.connect(memory.begin_with_nothing)
        pre_page_move.connect(slugs.check_move)
