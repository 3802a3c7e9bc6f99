from public_forms.models.allowances import Allowance
from public_forms.models.receipts import Receipt

__all__ = ["Allowance", "Receipt"]
