"""People who come and go as fast as they can."""

from tests.attacks.arena import ATTACKERS, Arena, Target, at_once, for_seconds

ROUNDS = 200


def _come_and_go(target: Target, who: int) -> None:
    for number, _ in enumerate(for_seconds(1.5)):
        with target.client(f"Third {who}-{number}", ATTACKERS[who]) as client:
            client.join()
            if number % 2:
                client.say("hello and good bye", f"c{number}")


def test_people_who_come_and_go(arena: Arena) -> None:
    limits = {"capacity": {"arrival_rate": 0}, "quotas": {"newcomer_rate": 0}}
    with arena.attack(**limits) as target:
        at_once(*(lambda who=who: _come_and_go(target, who) for who in range(6)))


def test_windows_that_take_over_from_one_another(arena: Arena) -> None:
    """As fast as the limit on what one person may say lets them."""
    with arena.attack(capacity={"arrival_rate": 0}) as target:
        last = target.client("Third")
        session = last.welcome["session"]
        taken_over = 0
        for _ in range(ROUNDS):
            again = target.client()
            again.send(type="hello", version=1, nick="Third", session=session)
            told = again.next()
            assert told["type"] == "welcome" or told["code"] == "slow-down"
            taken_over += told["type"] == "welcome"
            last.close()
            last = again
        assert taken_over > 20
