#!/usr/bin/env python3
"""Portage and crossrc at once on one PKGDIR, killed at any moment, and on a full disk.

together.py CROSSRC [WRITERS KILLS]: run by the Python that has Portage. Without numbers a quick share.
"""

import gzip
import multiprocessing
import os
import random
import resource
import signal
import subprocess
import sys
import time

from world import *

WRITERS, KILLS = (int(number) for number in sys.argv[2:4]) if len(sys.argv) > 2 else (24, 60)
SECOND = "x86_64-tablet-linux-gnu"


def command(*arguments, to=TARGET):
    return [CROSSRC, "binpkg", "chost", "--to", to, *arguments]


def inject(pkgdir, path, name):
    """What emerge does with a package that it has packed."""
    with quiet():
        bintree = tree(pkgdir, FEATURES="compress-index binpkg-multi-instance pkgdir-index-trusted")
        files = metadata(name)
        add(bintree, path, files, size=1000)


def writer(pkgdir, number):
    """One of the crowd: every second packs and injects, the others are crossrc in all its forms."""
    sys.stdout = sys.stderr = open(os.devnull, "w")
    if number % 2 == 0:
        inject(pkgdir, place(f"p{number}", "gpkg" if number % 4 else "xpak"), f"p{number}")
        return
    forms = [[pkgdir], ["--index-only", pkgdir], [os.path.join(pkgdir, place(f"p{number - 1}", "gpkg"))]]
    arguments = forms[number // 2 % 3]
    status = subprocess.run(command(*arguments, to=[TARGET, SECOND][number % 3 % 2]), stdout=subprocess.DEVNULL,
                            stderr=subprocess.DEVNULL).returncode
    # A file that another packs just now is not there, or no package yet: that is told, and no more.
    sys.exit(0 if status in (0, 1) or len(arguments) == 1 else status)


@case
def crowd(pkgdir):
    """Portage and crossrc write at once: no entry is lost, none is there twice"""
    bintree = tree(pkgdir)
    add(bintree, place("first", "gpkg"), metadata("first"))
    processes = [multiprocessing.Process(target=writer, args=(pkgdir, number)) for number in range(WRITERS)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    failed = [process.exitcode for process in processes if process.exitcode != 0]
    check(not failed, f"writers failed: {failed}")
    names = sorted(entry["CPV"] for entry in bintree._load_pkgindex().packages)
    wanted = sorted(["app-test/first-1"] + [f"app-test/p{number}-1" for number in range(0, WRITERS, 2)])
    check(names == wanted, f"{len(names)} entries instead of {len(wanted)}: {names}")
    repair(pkgdir)
    check_index(bintree)
    check_whole(pkgdir)
    return f"{WRITERS} writers"


def check_whole(pkgdir):
    left = [name for name in contents(pkgdir) if "crossrc" in name or "lockfile" in name]
    check(not left, f"stayed: {left}")
    path = os.path.join(pkgdir, "Packages")
    check(content(path) == gzip.decompress(content(path + ".gz")), "Packages.gz is not Packages")


@case
def killed(pkgdir):
    """killed at any moment: the index is one that some step wrote, no package is lost"""
    generator = random.Random(4)
    bintree = tree(pkgdir)
    paths = [add(bintree, place(f"p{number}", kind), metadata(f"p{number}"), size=20_000)
             for number, kind in enumerate(["gpkg", "xpak", "gpkg", "classic-gpkg", "tbz2", "gpkg"])]
    started = time.monotonic()
    repair(pkgdir)
    takes = time.monotonic() - started
    died = 0  # about the half: the time is made longer or shorter as they come
    for number in range(KILLS):
        to = [TARGET, SECOND][number % 2]
        process = subprocess.Popen(command(pkgdir, to=to), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(generator.random() * takes)
        process.send_signal(signal.SIGKILL)
        dead = process.wait() != 0
        died += dead
        takes *= 1.05 if dead else 0.95
        index = bintree._load_pkgindex()
        check(len(index.packages) == len(paths) == int(index.header["PACKAGES"]), f"{len(index.packages)} entries")
        gzip.decompress(content(os.path.join(pkgdir, "Packages.gz")))
        for path in paths if number % 10 == 0 else [generator.choice(paths)]:
            chost = read(path, bintree.settings)["CHOST"].decode().strip()
            check(chost in (BUILDER, TARGET, SECOND), f"{path}: {chost}")
    check(died > KILLS / 10, f"only {died} of {KILLS} died: the test tests little")
    repair(pkgdir)
    index = check_index(bintree)
    check({entry["CHOST"] for entry in index.packages} == {TARGET}, "entries")
    check_whole(pkgdir)
    return f"{died} of {KILLS} died"


def with_limit(bytes_left):
    """The file size limit stands in for a full disk where no file system can be mounted."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (bytes_left, bytes_left))


@case
def too_large(pkgdir):
    """where a file cannot be written whole, all stays as it was"""
    bintree = tree(pkgdir)
    for name in "ab":
        add(bintree, place(name, "gpkg"), metadata(name), size=200_000)
    before = contents(pkgdir)
    for limit in (0, 100, 10_000, 150_000):
        done = subprocess.run(command(pkgdir), preexec_fn=lambda: with_limit(limit), stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, text=True)
        check(done.returncode != 0 and "File too large" in done.stderr, f"{done.returncode}: {done.stderr}")
        check(contents(pkgdir) == before, f"with {limit} bytes something changed")


@case
def full_disk(pkgdir):
    """on a full disk nothing is half, whatever is written when it fills"""
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", pkgdir], stderr=subprocess.DEVNULL).returncode:
        return "skipped: nothing can be mounted here"
    try:
        bintree = tree(pkgdir)
        paths = [add(bintree, place(f"p{number}", "gpkg"), metadata(f"p{number}"), size=300_000) for number in range(6)]
        filler = os.path.join(pkgdir, "filler")
        before = contents(pkgdir)
        refused = 0
        for room in range(0, 2_400_000, 200_000):
            free = os.statvfs(pkgdir)
            with open(filler, "wb") as file:
                file.write(b"x" * max(0, free.f_bavail * free.f_bsize - room))
            done = run(pkgdir)
            os.unlink(filler)
            if done.returncode == 0:
                break
            check("No space left" in done.stderr and done.returncode == 2, f"{done.returncode}: {done.stderr}")
            check(contents(pkgdir) == before, f"with {room} bytes free something changed")
            refused += 1
        check(refused > 3 and done.returncode == 0, f"{refused} times refused, then {done.returncode}")
        check({entry["CHOST"] for entry in check_index(bintree).packages} == {TARGET}, "entries")
        return f"{refused} sizes too small"
    finally:
        subprocess.run(["umount", pkgdir], check=True)


if __name__ == "__main__":
    main([crowd, killed, too_large, full_disk])
