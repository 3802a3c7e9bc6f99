from intake.models.allowances import Allowance
from intake.models.receipts import Receipt

__all__ = ["Allowance", "Receipt"]
