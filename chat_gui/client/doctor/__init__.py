"""The connection doctor: why nobody appears, found out step by step and told in one sentence.

joining.py, hosting.py   which steps there are, in order; each gives a `Step` (findings.py)
network.py reach.py heard.py answers.py looks.py firewall.py own.py   the steps' tests
verdicts.py, report.py   pure: the steps become one sentence with its fix, and text to copy
examination.py, command.py   in a thread for the window; for a terminal, `parlor doctor`
"""
