"""The systemd unit that is packaged: read by systemd's own tools, and started by a real systemd.

That one boots in a container of its own, with this system's /usr to read and nothing to keep.
"""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

UNIT = "_internal/chat_gui/assets/service/parlor.service"
WORST = 1.5
"""The exposure that `systemd-analyze security` may find at most, of 10."""
SECONDS = 60

TRIED = """
[Unit]
Wants=card.service parlor.service
After=parlor.service
SuccessAction=poweroff-force
FailureAction=poweroff-force
[Service]
Type=oneshot
StandardOutput=file:/out/said
StandardError=inherit
ExecStart=/bin/sh /try.sh
"""

CARD = """
[Unit]
Before=parlor.service
[Service]
Type=oneshot
ExecStart=/bin/ip link set lo up
ExecStart=/bin/ip link add cable type veth peer name far
ExecStart=/bin/ip link set cable up
ExecStart=/bin/ip address add 198.51.100.7/24 dev cable
"""
"""What a computer on a network has."""

TRY = """
for _ in $(seq 100); do test -e /var/lib/parlor/server.json && break; sleep 0.1; done
pid=$(systemctl show -P MainPID parlor)
grep -E '^(Uid|CapBnd|CapEff|NoNewPrivs|Seccomp):' /proc/$pid/status
stat -c '%U %a' /var/lib/private/parlor
/opt/parlor/parlor-server people --data /var/lib/parlor
/opt/parlor/parlor-server check --data /var/lib/parlor
for _ in $(seq 100); do journalctl -o cat -u parlor | grep -q announced && break; sleep 0.1; done
kill -KILL $pid
for _ in $(seq 100); do test "$(systemctl show -P NRestarts parlor)" = 1 && break; sleep 0.1; done
for _ in $(seq 30); do
    /opt/parlor/parlor-server people --data /var/lib/parlor >/again 2>&1 && break
    sleep 0.1
done
cat /again
systemctl stop parlor
systemctl show -P Result parlor
journalctl --no-pager -o cat -u parlor
"""

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="systemd is of Linux"),
    pytest.mark.timeout(300),
]


@pytest.fixture
def unit(folder: Path, tmp_path: Path) -> Path:
    """The unit as installed, with the programs at their place."""
    text = (folder / UNIT).read_text().replace("/usr/local/bin/", "/opt/parlor/")
    place = tmp_path / "parlor.service"
    place.write_text(text)
    return place


def analyzed(*words: object) -> str:
    if not shutil.which("systemd-analyze"):
        pytest.skip("no systemd-analyze")
    command = ["systemd-analyze", "--no-pager", *map(str, words)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False)
    return done.stdout + done.stderr


def test_systemd_finds_no_fault(unit: Path) -> None:
    unit.write_text(re.sub(r"ExecStart=\S+", f"ExecStart={sys.executable}", unit.read_text()))
    assert [line for line in analyzed("verify", unit).splitlines() if "parlor" in line] == []


def test_little_is_open_to_it(unit: Path) -> None:
    told = analyzed("security", "--offline=true", unit)
    exposure = re.search(r"exposure level for parlor.service: ([\d.]+)", told)
    assert exposure, told
    assert float(exposure[1]) <= WORST


def test_a_real_systemd_runs_it(folder: Path, unit: Path, tmp_path: Path) -> None:
    said = booted(folder, unit, tmp_path)
    uid = re.search(r"^Uid:\t(\d+)\t", said, re.MULTILINE)
    assert uid, said
    assert int(uid[1]) >= 61_184, "a user of its own, of those for services"
    for right in ("CapBnd:\t0000000000000000", "CapEff:\t0000000000000000", "NoNewPrivs:\t1"):
        assert right in said
    assert "Seccomp:\t2" in said
    assert re.search(r"^\S+ 700$", said, re.MULTILINE)
    assert said.count("Nobody is here.") == 2, "it comes again after a crash"
    assert "The log is sound" in said
    assert "\nsuccess\n" in said
    assert "others join at addresses=198.51.100.7:7275" in said
    assert "announced on this network" in said
    for bad in ("Traceback", "warning this computer's addresses", "denied"):
        assert bad not in said


def booted(folder: Path, unit: Path, place: Path) -> str:
    """What a service that tries the server has to say, from a systemd of its own."""
    if not shutil.which("systemd-nspawn"):
        pytest.skip("no systemd-nspawn: apt-get install systemd-container")
    (place / "out").mkdir()
    units = [unit, place / "tried.service", place / "card.service"]
    for file, text in zip(units[1:], (TRIED, CARD), strict=True):
        file.write_text(text)
    (place / "try.sh").write_text(TRY)
    inside = "/etc/systemd/system"
    console = subprocess.run(
        [
            *("systemd-nspawn", "--quiet", "--register=no", "--keep-unit", "--private-network"),
            *("--directory=/", "--volatile=yes", f"--bind={place / 'out'}:/out"),
            *(f"--bind-ro={folder}:/opt/parlor", f"--bind-ro={place / 'try.sh'}:/try.sh"),
            *(f"--bind-ro={one}:{inside}/{one.name}" for one in units),
            *("--boot", "systemd.unit=tried.service", "systemd.condition-first-boot=no"),
            *("systemd.firstboot=no",),
        ],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=SECONDS,
        check=False,
    )
    said = place / "out" / "said"
    if not said.exists():
        pytest.skip(f"no container can be booted here: {console.stderr.decode()[-300:]}")
    return said.read_text()
