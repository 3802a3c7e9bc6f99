from public_forms.models.allowances import Allowance
from public_forms.models.idempotency import Receipt

__all__ = ["Allowance", "Receipt"]
