"""The bundled reference server. It implements ``/Bulk`` correctly, apart from the faults that it is given.

It does not import the oracle or the checks, so one misreading of the RFC cannot confirm itself.
"""
