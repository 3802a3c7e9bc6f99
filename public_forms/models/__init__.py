from public_forms.models.front_end_keys import FrontEndKey
from public_forms.models.idempotency import IdempotencyKey
from public_forms.models.rate_limits import RateLimitCount

__all__ = ["FrontEndKey", "IdempotencyKey", "RateLimitCount"]
