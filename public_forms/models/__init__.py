from public_forms.models.idempotency import Receipt
from public_forms.models.rate_limits import Allowance

__all__ = ["Allowance", "Receipt"]
