"""The embedded reference server: its Bulk endpoint keeps the law, unless told not to.

It knows nothing of the tester: neither its oracle nor its checks, so that one misreading cannot pass itself.
"""
