"""Permissions of users on pages, where Gait's differ from Wagtail's."""

from wagtail.models import PagePermissionTester


class PagePermissions(PagePermissionTester):
    def can_delete(self, ignore_bulk: bool = False) -> bool:
        """Without the right to publish, only for owners of the page and all below it.

        Wagtail asks ``change`` alone, which lets a reviewer delete any draft. Moving
        follows the same rule.
        """
        if not super().can_delete(ignore_bulk):
            return False
        if self.user.is_superuser or "publish" in self.permissions:
            return True
        doomed = self.page.get_descendants(inclusive=True)
        return not doomed.exclude(owner=self.user).exists()
