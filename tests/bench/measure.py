"""How benches measure: in rounds that are interleaved, so that what else the machine does falls on all
alike; shown are the median and, as spread, the quartiles.
"""

import os
import statistics
import subprocess
import sys
import time


def _take(command, pid):
    _, status, usage = os.wait4(pid, 0)
    if status:
        sys.exit(f"{command}: {status}")
    return usage


def processor_time(command):
    """Of a command and what it waits for, in seconds."""
    silent = [(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)]
    usage = _take(command, os.posix_spawnp(command[0], command, os.environ, file_actions=silent))
    return usage.ru_utime + usage.ru_stime


def wall_time(command, **options):
    """In seconds."""
    started = time.perf_counter()
    result = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, **options)
    if result.returncode:
        sys.exit(f"{command}: status {result.returncode}: {result.stdout[-2000:].decode(errors='replace')}")
    return time.perf_counter() - started


def time_here(function):
    """What a function takes of the processor in this process, in seconds."""
    started = time.process_time()
    function()
    return time.process_time() - started


def memory_of(command):
    """The most memory that it took, in KiB. It is forked: what is spawned by this process counts this
    one's memory as its own."""
    return _take(command, os.spawnvp(os.P_NOWAIT, "sh", ["sh", "-c", 'exec "$@" > /dev/null', "sh", *command])).ru_maxrss


class Sample:
    """What was measured of one thing."""

    def __init__(self):
        self.values = []

    @property
    def median(self):
        return statistics.median(self.values)

    @property
    def quartiles(self):
        if len(self.values) < 2:
            return (self.values[0], self.values[0])
        low, _, high = statistics.quantiles(self.values, n=4, method="inclusive")
        return (low, high)


def interleaved(variants, rounds):
    """Calls each of `variants`, a function by name that returns a number, once a round."""
    samples = {name: Sample() for name in variants}
    for _ in range(rounds):
        for name, function in variants.items():
            samples[name].values.append(function())
    return samples
