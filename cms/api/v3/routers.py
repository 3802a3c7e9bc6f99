from ninja import Router
from ninja.operation import PathView


def adopt(router: Router, stock: Router) -> Router:
    """Gives our router those of Wagtail's operations that it has no own answer to.

    They need a token, as they do there, unless they say otherwise.
    """
    router.auth = stock.auth
    for path, view in stock.path_operations.items():
        ours = router.path_operations.setdefault(path, PathView())
        taken = {method for each in ours.operations for method in each.methods}
        ours.operations += [
            operation.clone()
            for operation in view.operations
            if not taken & set(operation.methods)
        ]
    return router
