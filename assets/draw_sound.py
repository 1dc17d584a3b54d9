"""Make assets/notice.wav, the sound of a notice: `python assets/draw_sound.py`.

Two soft bells, a fifth apart, a third of a second in all.
"""

import math
import struct
import wave
from pathlib import Path

RATE = 22_050
SECONDS = 0.35
LOUD = 0.35
NOTES = ((659.26, 0.0), (987.77, 0.09))
"""Hertz, and when the note begins, in seconds."""


def sample(at: float) -> float:
    """The wave at a moment, between -1 and 1."""
    total = 0.0
    for hertz, start in NOTES:
        since = at - start
        if since >= 0:
            swell = min(1.0, since / 0.008) * math.exp(-since * 14)
            total += swell * (math.sin(math.tau * hertz * since) * 0.8)
            total += swell * (math.sin(math.tau * 2 * hertz * since) * 0.2)
    return total / len(NOTES)


def main() -> None:
    """Write the file."""
    frames = [round(32_767 * LOUD * sample(n / RATE)) for n in range(int(RATE * SECONDS))]
    with wave.open(str(Path(__file__).with_name("notice.wav")), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(struct.pack(f"<{len(frames)}h", *frames))


if __name__ == "__main__":
    main()
