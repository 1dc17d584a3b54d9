"""What the reports of the door make of the model."""

from chat_gui import reports
from chat_gui.model import changes, door
from chat_gui.model.changes import Connection, Phase
from chat_gui.model.chat import ChatModel
from chat_server.protocol import events
from chat_server.protocol.errors import ErrorCode
from chat_server.protocol.limits import PAIRING_MS
from tests.model.builders import NOW, only, summary, welcome

FINGERPRINT = "2f" * 32


def test_a_welcome_says_whether_the_wire_is_encrypted() -> None:
    model = ChatModel("Ada")
    model.apply([reports.Secured(FINGERPRINT, "K7QX-3M9P")], NOW)
    told = model.apply([welcome(summary("lobby"))], NOW)
    assert only(told, Connection) == Connection(Phase.ONLINE, encrypted=True)
    assert (model.fingerprint, model.code) == (FINGERPRINT, "K7QX-3M9P")
    told = model.apply([reports.Secured("", ""), welcome(summary("lobby"))], NOW)
    assert only(told, Connection) == Connection(Phase.ONLINE, encrypted=False)
    assert model.code == ""


def test_each_report_becomes_a_question() -> None:
    questions = {
        reports.Stranger("f", "c"): changes.UnknownServer("f", "c"),
        reports.Changed("f", "c", "old"): changes.OtherServer("f", "c", "old"),
        reports.NeedsInvite("Why."): changes.InviteNeeded("Why."),
        reports.NickRefused("Ada", "Why."): changes.NickRefused("Ada", "Why."),
    }
    for report, question in questions.items():
        assert ChatModel("Ada").apply([report], NOW) == [Connection(Phase.ASKING), question]


def test_who_does_not_answer_is_not_connected() -> None:
    model = ChatModel("Ada")
    model.apply([reports.Stranger("f", "c")], NOW)
    assert door.decline(model, "Not joined.") == Connection(Phase.CLOSED, "Not joined.")
    assert model.connection.phase is Phase.CLOSED


def test_a_code_for_another_computer_or_why_there_is_none(model: ChatModel) -> None:
    asked = door.pair()
    told = model.apply([events.Pairing("4F7K-Q2ZD", NOW - PAIRING_MS, asked.re)], NOW)
    assert told == [changes.Offered("4F7K-Q2ZD", NOW + PAIRING_MS)], "by this computer's clock"
    refused = events.Error(ErrorCode.NOT_ALLOWED, "No.", fatal=False, re=asked.re)
    assert model.apply([refused], NOW) == [changes.NotOffered("No.")]
