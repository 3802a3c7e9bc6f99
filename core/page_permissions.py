"""Permissions of users on pages, where Gait's differ from Wagtail's."""

from wagtail.models import PagePermissionTester


class PagePermissions(PagePermissionTester):
    def can_delete(self, ignore_bulk: bool = False) -> bool:
        """True with the publish permission, or for the owner of the whole subtree.

        Wagtail requires ``change`` alone, so a reviewer could delete any draft. Moving
        follows the same rule.
        """
        if not super().can_delete(ignore_bulk):
            return False
        if self.user.is_superuser or "publish" in self.permissions:
            return True
        subtree = self.page.get_descendants(inclusive=True)
        return not subtree.exclude(owner=self.user).exists()
