# SPDX-License-Identifier: MIT
"""Results read, and judged: one reader and one judge for `bench compare`,
`bench mail`, `bench selftest` and the charts. The standard library of Python
3.8 is all that it needs."""
