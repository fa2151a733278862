"""interrupt.py COUNT SEED DIR MARKER WITHOUT WITH: sends SIGINT and SIGTERM to a build at random moments. WITHOUT
and WITH are commands for a shell that start the same build without crossrc and with it; the build makes
the file MARKER when its twin is wanted, and all that it starts has its working directory below DIR
or names it. Prints how long it took to end. Fails if it takes longer with crossrc than 1.5 times as long
as without, and half a second, if it ends in another way, or leaves anything behind."""

import contextlib
import os
import random
import signal
import statistics
import subprocess
import sys
import time

LONGEST = 6  # seconds after the start: while the twin is made


def parents():
    """This process and those that it was started by."""
    found = [os.getpid()]
    while found[-1] > 1:
        with open(f"/proc/{found[-1]}/stat") as file:
            found.append(int(file.read().rpartition(")")[2].split()[1]))
    return {str(process) for process in found}


OURS = parents()


def belongs(process, directory):
    """True for a process that is alive (or stopped) and works below the directory."""
    try:
        with open(f"/proc/{process}/stat") as file:
            if file.read().rpartition(")")[2].split()[0] in "ZX":
                return False
        with open(f"/proc/{process}/cmdline", "rb") as file:
            words = file.read().replace(b"\0", b" ").decode(errors="replace")
        return directory in words or os.readlink(f"/proc/{process}/cwd").startswith(directory)
    except OSError:
        return False


def left(directory):
    return [p for p in os.listdir("/proc") if p.isdigit() and p not in OURS and belongs(p, directory)]


def describe(process):
    try:
        with open(f"/proc/{process}/cmdline", "rb") as file:
            return process + " " + file.read().replace(b"\0", b" ").decode(errors="replace")[:200]
    except OSError:
        return process


def end_of_all(directory):
    """What is still there a second after the end."""
    until = time.monotonic() + 1
    while (rest := left(directory)) and time.monotonic() < until:
        time.sleep(0.02)
    return rest


def interrupt(command, number, moment):
    """Seconds until it has ended, how, and what it left behind."""
    directory, marker = os.path.realpath(sys.argv[3]), sys.argv[4]
    if os.path.exists(marker):
        os.unlink(marker)
    build = subprocess.Popen(["sh", "-c", "exec " + command], start_new_session=True, stdin=subprocess.DEVNULL)
    until = time.monotonic() + 120
    while not os.path.exists(marker) and build.poll() is None and time.monotonic() < until:
        time.sleep(0.01)
    time.sleep(moment)
    if build.poll() is not None:
        return 0, f"{build.returncode} before the signal", ""
    start = time.monotonic()
    # A key reaches all of the terminal's foreground group, kill(1) one process.
    (os.killpg if number == signal.SIGINT else os.kill)(build.pid, number)
    try:
        status = build.wait(60)
    except subprocess.TimeoutExpired:
        status = "no end"
    seconds = time.monotonic() - start
    rest = end_of_all(directory)
    text = ", ".join(describe(p) for p in rest)
    for process in rest:
        with contextlib.suppress(ProcessLookupError):
            os.kill(int(process), signal.SIGKILL)
    return seconds, status, text


def interrupt_in_time(command, number, moment):
    """The same, earlier where the build is over by then; last the moment that it was in the end."""
    for _ in range(4):
        taken, status, rest = interrupt(command, number, moment)
        if "before" not in str(status):
            break
        moment /= 2
    return taken, status, rest, moment


def main():
    count, seed = int(sys.argv[1]), int(sys.argv[2])
    random.seed(seed)
    print("seed", seed)
    seconds = {"without": [], "with": []}
    bad = 0
    for turn in range(count):
        number = [signal.SIGINT, signal.SIGTERM][turn % 2]
        moment = random.uniform(0, LONGEST)
        ends = {}
        # What it takes without does not change with the moment: a tenth of these will do.
        for kind, command in (("without", sys.argv[5]), ("with", sys.argv[6])):
            if kind == "without" and turn >= max(4, count // 10):
                continue
            taken, status, rest, sent = interrupt_in_time(command, number, moment)
            seconds[kind].append(taken)
            ends[kind] = status
            print(f"{kind} {number.name} after {sent:.2f} s: status {status} in {taken:.2f} s {rest}", flush=True)
            bad += bool(rest and kind == "with") + (status == "no end")
            bad += "before" in str(status)
        bad += len(ends) == 2 and ends["with"] != ends["without"]
    for name, of in (("median", statistics.median), ("longest", max)):
        without, with_it = of(seconds["without"]), of(seconds["with"])
        print(f"{name}: {with_it:.2f} s with, {without:.2f} s without")
        bad += with_it > 1.5 * without + 0.5
    return bad > 0


sys.exit(main())
