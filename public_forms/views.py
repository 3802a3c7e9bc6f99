from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from public_forms import form_tokens, proof_of_work

PURPOSES = {"reply", "submission"}


@require_safe
@never_cache
def form_token(request: HttpRequest) -> JsonResponse:
    """A new form token and its proof-of-work challenge as JSON.

    ``?for=reply`` or ``?for=submission``, else 400.
    """
    purpose = request.GET.get("for", "")
    if purpose not in PURPOSES:
        known = " or ".join(sorted(PURPOSES))
        return JsonResponse({"message": f"“for” is {known}."}, status=400)
    nonce = form_tokens.new_nonce()
    issued = form_tokens.issue(purpose, nonce=nonce)
    return JsonResponse(
        {"form_token": issued, "proof_of_work": proof_of_work.challenge(nonce)}
    )
