"""What the doctor found as plain text: for a terminal, and to be copied into a message. Pure."""

from collections.abc import Sequence

from chat_gui.client.doctor.findings import Mark, Step, Verdict
from chat_gui.i18n import N_, _

MARKS = {Mark.OK: N_("ok"), Mark.FAILED: N_("FAILED"), Mark.UNKNOWN: "?"}
_WIDE = max(map(len, MARKS.values()))
_NAME = 10


def line(step: Step) -> str:
    """One step in one line."""
    return f"{_(MARKS[step.mark]):{_WIDE}}  {_(step.name):{_NAME}} {step.sentence}"


def details(steps: Sequence[Step]) -> str:
    """Every step, with all that is known of it."""
    lines = []
    for step in steps:
        lines.append(line(step))
        lines += [" " * (_WIDE + 2) + detail for detail in step.details]
    return "\n".join(lines)


def notes(steps: Sequence[Step]) -> str:
    """The same for a narrow place."""
    lines = []
    for step in steps:
        lines.append(f"{_(step.name)}: {step.sentence}")
        lines += [f"  {detail}" for detail in step.details]
    return "\n".join(lines)


def conclusion(verdict: Verdict) -> str:
    """What is wrong, and what to do."""
    commands = [f"    {command}" for command in verdict.commands]
    return "\n".join((verdict.sentence, verdict.fix, *commands))


def whole(steps: Sequence[Step], verdict: Verdict, program: str) -> str:
    """All of it, for somebody else to read; `program` says which version found it."""
    return f"{conclusion(verdict)}\n\n{details(steps)}\n{program}\n"
