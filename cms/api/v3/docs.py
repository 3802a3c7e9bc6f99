from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from ninja import NinjaAPI


@require_safe
@never_cache
def docs(request: HttpRequest, api: NinjaAPI) -> HttpResponse:
    """The API's documentation to read and try, from this server alone."""
    if settings.API_DOCS_NEED_SIGN_IN and not request.user.has_perm(
        "wagtailadmin.access_admin"
    ):
        return redirect_to_login(request.get_full_path(), settings.LOGIN_URL)
    return api.docs.render_page(request, api)
