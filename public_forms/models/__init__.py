from public_forms.models.idempotency import IdempotencyKey
from public_forms.models.rate_limits import RateLimitCount

__all__ = ["IdempotencyKey", "RateLimitCount"]
