"""At a server's door: whether it is the right one, and what is shown to it."""

import pytest

from chat_gui import reports
from chat_gui.client import acquaintances, sentences
from chat_gui.client.kept import Known, name_of
from chat_server.protocol import codec, commands, events
from chat_server.protocol.errors import ErrorCode
from tests.client.harness import ADDRESS, Harness, error
from tests.client.model_server import ModelServer

ONE, OTHER = "1" * 64, "2" * 64


def hello(here: Harness) -> commands.Hello:
    """The last hello that was sent."""
    return next(one for one in reversed(here.sent) if isinstance(one, commands.Hello))


class TestTrust:
    def test_a_stranger_hears_nothing_until_it_is_trusted(self) -> None:
        here = Harness(trusting=False)
        here.connect()
        assert [one.fingerprint for one in here.take(reports.Stranger)] == [ONE]
        assert not here.linked
        assert not here.sent
        assert here.session.wake_at() is None
        here.session.trust(ONE)
        here.perform()
        here.settle()
        assert here.take(events.Welcome)
        assert here.pins == {ADDRESS: ONE}

    def test_what_was_trusted_has_to_be_shown(self) -> None:
        here = Harness(trusting=False)
        here.connect()
        here.session.trust(ONE)
        here.perform()
        here.server.fingerprint = OTHER
        here.connect()
        (changed,) = here.take(reports.Changed)
        assert changed.fingerprint == OTHER
        assert not here.sent

    def test_another_certificate_than_before(self, here: Harness) -> None:
        here.cut()
        here.trusting = False
        here.sent.clear()
        here.server.fingerprint = OTHER
        here.settle()
        assert len(here.take(reports.Changed)) == 1
        assert not here.sent
        here.session.trust(OTHER)
        here.perform()
        here.settle()
        assert here.linked
        assert here.pins == {ADDRESS: OTHER}

    def test_the_one_expected_is_pinned_when_it_lets_us_in(self) -> None:
        here = Harness(trusting=False)
        here.expected = ONE
        here.open()
        here.connect()
        assert here.sent
        assert not here.pins, "anybody can announce anything"
        here.settle()
        assert here.take(events.Welcome)
        assert here.pins == {ADDRESS: ONE}

    def test_the_one_expected_that_lets_nobody_in_is_not_pinned(self) -> None:
        here = Harness(trusting=False)
        here.expected = ONE
        here.open()
        here.connect()
        here.tell(error(ErrorCode.NEEDS_INVITE, "Ask for an invite.", fatal=True))
        assert here.take(reports.NeedsInvite)
        assert not here.pins

    def test_another_than_expected(self) -> None:
        here = Harness(trusting=False)
        here.expected = OTHER
        here.open()
        here.connect()
        assert len(here.take(reports.Changed)) == 1
        assert not here.sent
        assert not here.pins

    def test_every_connection_says_how_it_is_secured(self, here: Harness) -> None:
        here.cut()
        here.settle()
        assert [one.fingerprint for one in here.take(reports.Secured)] == [ONE, ONE]

    def test_a_wire_that_was_not_to_be_encrypted(self) -> None:
        here = Harness(ModelServer(fingerprint=""), trusting=False)
        here.settle()
        assert here.take(reports.Secured) == [reports.Secured("", "")]
        assert here.take(events.Welcome)
        assert not here.pins

    @pytest.mark.parametrize("known", ["pinned", "expected", ""])
    def test_no_falling_back(self, known: str) -> None:
        here = Harness(trusting=False)
        here.expected = ONE if known == "expected" else ""
        here.open()
        pins = {ADDRESS: ONE} if known == "pinned" else {}
        here.session.unencrypted(pins, here.now)
        here.perform()
        here.dialing = False
        told = here.take(reports.Closed if known else reports.Lost)
        sentence = sentences.ONCE_ENCRYPTED if known else sentences.NOT_ENCRYPTED
        assert [one.reason for one in told] == [sentence.format(address=ADDRESS)]
        assert (here.session.wake_at() is None) is bool(known)


class TestProof:
    def test_it_is_for_this_certificate_and_this_nickname(self) -> None:
        here = Harness(nick="ada  lovelace")
        here.settle()
        assert hello(here).nick == "ada  lovelace", "the server folds it; the proof is of this"
        assert here.take(events.Welcome)
        relay = Harness(ModelServer(fingerprint=OTHER))
        relay.connect()
        relay.server.fingerprint = ONE  # as if the words had been passed on to another server
        relay.settle()
        assert relay.take(reports.Closed) == [reports.Closed("Not you.")]

    def test_one_proof_for_one_hello(self) -> None:
        here = Harness()
        here.connect()
        prove = events.Prove("nonce-of-16-chars")
        here.tell(prove)
        assert isinstance(here.sent[-1], commands.Proof)
        here.tell(prove)
        assert here.take(reports.Lost)[0].reason == sentences.NOT_PARLOR

    @pytest.mark.parametrize("nonce", ["short", "x" * 65, "fifteen chars +\\u0000", ""])
    def test_a_nonce_that_could_be_something_else(self, nonce: str) -> None:
        here = Harness()
        here.connect()
        here.receive(f'{{"type":"prove","nonce":"{nonce}"}}\n'.encode())
        assert here.take(reports.Lost)[0].reason == sentences.NOT_PARLOR
        assert not any(isinstance(one, commands.Proof) for one in here.sent)

    def test_it_is_asked_for_at_the_door_only(self, here: Harness) -> None:
        here.tell(events.Prove("nonce-of-16-chars"))
        assert here.linked
        assert not isinstance(here.sent[-1], commands.Proof)

    def test_another_nickname_is_proved_anew(self) -> None:
        here = Harness()
        here.connect()
        here.tell(error(ErrorCode.NICK_TAKEN, "Pick another."))
        here.up = b""
        here.session.use_nick("Bob", here.now)
        here.perform()
        here.settle()
        assert here.server.nick == "Bob"


class TestInvite:
    def test_asked_for_and_used_until_we_are_in(self) -> None:
        here = Harness()
        here.connect()
        here.tell(error(ErrorCode.NEEDS_INVITE, "Ask for an invite.", fatal=True))
        assert here.take(reports.NeedsInvite) == [reports.NeedsInvite("Ask for an invite.")]
        assert not here.linked
        assert here.session.wake_at() is None
        here.session.use_invite("K7QX-3M9P")
        here.perform()
        here.connect()
        assert hello(here).invite == "K7QX-3M9P"
        here.cut()
        here.settle()
        assert hello(here).invite == "K7QX-3M9P"
        assert here.take(events.Welcome)
        here.cut()
        here.settle()
        assert hello(here).invite is None

    def test_one_known_beforehand(self) -> None:
        here = Harness()
        here.invite = "K7QX-3M9P"
        here.open()
        here.settle()
        assert hello(here).invite == "K7QX-3M9P"


class TestPair:
    def test_a_nickname_of_ones_own(self) -> None:
        here = Harness()
        here.connect()
        here.tell(error(ErrorCode.NICK_TAKEN, "Ada is somebody else here."))
        here.up = b""
        here.session.use_pair("K7QX-3M9P", here.now)
        here.perform()
        assert hello(here).pair == "K7QX-3M9P"
        here.settle()
        assert here.take(events.Welcome)
        here.cut()
        here.settle()
        assert hello(here).pair is None

    def test_a_code_that_is_not_good(self) -> None:
        here = Harness()
        here.session.use_pair("K7QX-3M9P", here.now)
        here.connect()
        here.tell(error(ErrorCode.BAD_PROOF, "That code is not good.", fatal=True))
        refused = reports.NickRefused("Ada", "That code is not good.")
        assert here.take(reports.NickRefused) == [refused]
        assert here.session.wake_at() is None
        here.session.use_nick("Bob", here.now)
        here.perform()
        here.settle()
        assert hello(here).pair is None
        assert here.server.nick == "Bob"

    def test_a_loss_does_not_show_a_code_twice(self) -> None:
        here = Harness()
        here.session.use_pair("K7QX-3M9P", here.now)
        here.connect()
        here.cut()
        here.settle()
        assert hello(here).pair is None

    def test_online_it_comes_in_anew(self, here: Harness) -> None:
        here.session.use_pair("K7QX-3M9P", here.now)
        here.perform()
        assert not here.linked
        here.settle()
        assert hello(here).pair == "K7QX-3M9P"


def stood_in_for() -> tuple[Harness, ModelServer]:
    """A server from before keys, back after another one has answered at its address."""
    old = ModelServer("server-2", fingerprint="", keyless=True)
    here = Harness(old)
    here.settle()
    here.cut()
    here.server = ModelServer(fingerprint="", keyless=True)
    here.settle()
    here.cut()
    here.server = old
    return here, old


class TestSecrets:
    """What a server from before keys gave is shown to nobody else."""

    def test_the_server_that_gave_it_sees_it(self) -> None:
        here = Harness(ModelServer(keyless=True))
        here.settle()
        here.cut()
        here.settle()
        assert here.server.seen_sessions == ["server-1/secret-0"]

    def test_another_certificate_does_not_see_it_be_it_trusted(self) -> None:
        here = Harness(ModelServer(keyless=True))
        here.settle()
        here.cut()
        here.server.fingerprint = OTHER
        here.settle()
        assert here.linked
        assert not here.server.seen_sessions

    def test_nor_does_one_that_claims_to_be_that_server(self) -> None:
        here = Harness(ModelServer(keyless=True))
        here.settle()
        here.shut()
        here.address = "elsewhere:7275"
        here.server = ModelServer("server-1", fingerprint=OTHER, keyless=True)
        here.open()
        here.settle()
        assert here.linked
        assert not here.server.seen_sessions
        assert here.outbox.stored().known["server-1"].session == "server-1/secret-0"

    def test_what_waits_is_not_said_to_one_that_claims_to_be_that_server(
        self, here: Harness
    ) -> None:
        here.command(commands.Join("den"))
        here.settle()
        here.cut()
        here.say("m1")
        here.shut()
        here.address = "elsewhere:7275"
        here.server = ModelServer("server-1", fingerprint=OTHER)
        here.open()
        here.settle()
        assert here.server.said("lobby") == []
        assert here.server.here == {"lobby"}
        (welcome,) = here.take(events.Welcome)[-1:]
        assert welcome.server.id != "server-1"

    def test_once_a_key_speaks_for_us_it_is_forgotten(self) -> None:
        here = Harness(ModelServer(fingerprint="", keyless=True))
        here.settle()
        me = here.server.person
        here.cut()
        here.server.keyless = False
        here.server.fingerprint = ONE  # the server was updated
        here.settle()
        assert here.server.person == me
        assert here.server.seen_sessions == ["server-1/secret-0"]
        known = here.outbox.stored().known["server-1"]
        assert known == Known("server-1", "", ("lobby",), ONE, "first")
        here.cut()
        here.settle()
        assert here.server.seen_sessions == ["server-1/secret-0"]
        assert here.server.person == me

    def test_a_wire_that_can_be_heard_does_not_get_what_an_encrypted_one_gave(self) -> None:
        here = Harness(ModelServer(keyless=True))
        here.settle()
        here.cut()
        here.server.fingerprint = ""
        here.settle()
        assert here.linked
        assert not here.server.seen_sessions

    def test_who_knew_us_before_another_one_answered_here_knows_us_again(self) -> None:
        old = ModelServer("server-2", fingerprint="", keyless=True)
        here = Harness(old)
        here.settle()
        here.say("m1")
        here.server_reads()
        here.cut()  # its echo is lost
        here.server = ModelServer(fingerprint="")
        here.settle()
        here.cut()
        here.server = old
        here.settle()
        assert old.done_by_us("lobby") == ["m1"]
        assert old.seen_sessions == ["server-2/secret-0"]
        assert not here.outbox.stored().waiting

    def test_what_it_says_to_somebody_new_is_not_heard(self) -> None:
        """Somebody may begin to talk with them at once: it is no other program for that."""
        here, old = stood_in_for()
        here.take(reports.Lost)
        here.session.try_now()
        here.perform()
        here.connect()
        here.server_reads()
        here.down += codec.encode(events.RoomState("@new+bob", "direct", "", [], 2, 0, 1, 0))
        here.client_reads()
        assert here.dialing, "it is told at once who we are"
        assert not here.take(reports.Lost)
        here.settle()
        assert old.seen_sessions[-1] == "server-2/secret-0"

    def test_who_has_forgotten_us_is_asked_once(self) -> None:
        here, old = stood_in_for()
        old.restart_empty("server-2")
        old.people["Bob's"] = "server-2/person-of-bob"
        here.settle()
        assert here.linked
        assert len(old.people) == 1 + 2
        assert here.outbox.stored().known["server-2"].session in old.people

    def test_a_room_joined_offline_leaves_the_certificate_as_it_is(self, here: Harness) -> None:
        here.shut()
        here.open()
        here.command(commands.Join("den"))
        assert here.outbox.stored().known["server-1"].fingerprint == ONE


class TestAcquaintances:
    def test_one_certificate_is_remembered_once(self, here: Harness) -> None:
        for number in range(10):
            here.cut()
            here.server.id = f"server-{number}"
            here.settle()
        assert set(here.outbox.stored().known) == {"server-9"}
        assert set(here.session._met._known) == {"server-9"}

    def test_so_many_are_remembered(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(acquaintances, "MOST_SERVERS", 3)
        here = Harness(ModelServer(fingerprint=""))
        for number in range(10):
            here.server.id = f"server-{number}"
            here.settle()
            here.cut()
        assert [*here.session._met._known] == ["server-7", "server-8", "server-9"]


@pytest.mark.parametrize(
    ("shown", "here", "name"),
    [
        (ONE, None, "s"),
        (OTHER, "s", "s"),  # the person has trusted it where it was
        (OTHER, None, f"s/{OTHER}"),
        (OTHER, "other", f"s/{OTHER}"),
        ("", None, "s/plaintext"),
    ],
)
def test_by_which_name_a_server_is_kept(shown: str, here: str | None, name: str) -> None:
    known = {"s": Known("s", "", (), ONE)}
    assert name_of("s", shown, known, here) == name
    assert name_of("new", shown, known, here) == "new"
