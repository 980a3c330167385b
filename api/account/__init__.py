"""Accounts: signing in, one's own account, and the people of the catalogue."""

from api.account import (
    forgotten,
    identity,
    institutions,
    own,
    people,
    permissions,
    second_factor,
    sign_in,
    tokens,
)

routes = (
    *sign_in.routes,
    *identity.routes,
    *forgotten.routes,
    *own.routes,
    *second_factor.routes,
    *tokens.routes,
    *permissions.routes,
    *people.routes,
    *institutions.routes,
)
"""Every door under /account."""
