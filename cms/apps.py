from django.apps import AppConfig


class CmsConfig(AppConfig):
    name = "cms"
    verbose_name = "Gait"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Both need the models, which are there only now; importing checks registers
        # them.
        from cms import checks, pictures  # noqa: F401

        pictures.encode_avif_fast()
