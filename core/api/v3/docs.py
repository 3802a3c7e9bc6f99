from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI

from core.api.errors import problem
from core.api.guard import READING

ALLOW = {"Allow": "GET, HEAD, OPTIONS"}


# Exempt: it changes nothing, and answers 405 to other methods as a problem.
@csrf_exempt
@never_cache
def docs(request: HttpRequest, api: NinjaAPI) -> HttpResponse:
    """Interactive API documentation (Swagger UI) with locally served scripts."""
    if request.method == "OPTIONS":
        return HttpResponse(status=204, headers=ALLOW)
    if request.method not in READING:
        detail = f"{request.method} is not possible here, but {ALLOW['Allow']}."
        return problem(405, detail, headers=ALLOW)
    if settings.API_DOCS_NEED_SIGN_IN and not request.user.has_perm(
        "wagtailadmin.access_admin"
    ):
        return redirect_to_login(request.get_full_path(), settings.LOGIN_URL)
    return api.docs.render_page(request, api)
