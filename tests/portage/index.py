#!/usr/bin/env python3
"""The Packages index: what crossrc writes against Portage's own reader, writer and lock.

index.py CROSSRC ANSWERS [SEED]: run by the Python that has Portage; ANSWERS is the program built
from answers.cpp.
"""

import contextlib
import gzip
import multiprocessing
import os
import random
import signal
import subprocess
import sys
import time

import portage
from portage.dbapi.bintree import binarytree
from portage.exception import TryAgain
from portage.locks import lockfile, unlockfile

import cases
from cases import check, content

BUILDER = "x86_64-pc-linux-gnu"
TARGET = "x86_64-laptop-linux-gnu"
SECOND = "x86_64-tablet-linux-gnu"
OTHERS = ["i686-pc-linux-gnu", "aarch64-unknown-linux-gnu"]
LOCK = ".Packages.portage_lockfile"

CROSSRC = ANSWERS = None
case = cases.suite("portage index")


def tree(pkgdir, features="compress-index"):
    """Portage's own object for a PKGDIR, in a world without repositories."""
    environment = {
        "CHOST": BUILDER, "FEATURES": features,
        "PORTAGE_REPOSITORIES": f"[DEFAULT]\nmain-repo = none\n[none]\nlocation = {pkgdir}\n",
    }
    with open(os.devnull, "w") as null, contextlib.redirect_stderr(null):
        settings = portage.config(config_root=pkgdir, target_root=pkgdir, eprefix="", env=environment)
        return binarytree(pkgdir=pkgdir, settings=settings)


def chost(pkgdir, *options, to=TARGET):
    return [CROSSRC, "binpkg", "chost", "--to", to, "--index-only", *options, pkgdir]


def run(command):
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    check(done.returncode == 0, f"{command}: status {done.returncode}: {done.stderr}")
    return done.stdout


def package(generator, number):
    """An entry's dictionary, as binarytree makes it."""
    values = {
        "CPV": f"{generator.choice(['dev-qt', 'a-b', 'x11'])}/name{number}-{generator.randint(0, 9)}",
        "BUILD_ID": str(generator.randint(1, 3)), "BUILD_TIME": "1700000000", "SIZE": str(number),
        "CHOST": generator.choice([BUILDER, BUILDER, TARGET, SECOND, *OTHERS]),
        "DESCRIPTION": generator.choice(["", "caf\u00e9: a \u2028 thing", "x"]), "_mtime_": "1700000001",
        "repository": generator.choice(["gentoo", "guru"]), "SLOT": generator.choice(["0", "5/5.1"]),
        "EAPI": generator.choice(["0", "8"]), "USE": "ssl", "IUSE": "ssl -gtk", "KEYWORDS": "amd64",
        "MD5": "d41d8cd98f00b204e9800998ecf8427e", "SHA1": "", "DEFINED_PHASES": "install",
    }
    for key in generator.sample(sorted(values), 4):
        if key not in ("CPV", "CHOST"):
            del values[key]
    return values


def write_index(bintree, generator, count):
    index = bintree._new_pkgindex()
    index.header.update({"VERSION": "0", "ARCH": "amd64", "USE_EXPAND_VALUES_ARCH": "amd64",
                         "repository": generator.choice(["", "gentoo"]),
                         "CHOST": generator.choice([BUILDER, TARGET, OTHERS[0]])})
    index.packages = [package(generator, number) for number in range(count)]
    now = time.time
    time.time = lambda: 1700000000
    try:
        bintree._pkgindex_write(index)
    finally:
        time.time = now


def expected_chost(value):
    return TARGET if value.startswith("x86_64-") else value


def check_round_trip(pkgdir, generator, features):
    bintree = tree(pkgdir, features)
    write_index(bintree, generator, generator.randint(0, 12))
    before = bintree._load_pkgindex()
    old_inode = os.stat(bintree._pkgindex_file).st_ino
    output = run(chost(pkgdir))
    after = bintree._load_pkgindex()
    written = os.stat(bintree._pkgindex_file).st_ino != old_inode
    check(written or "nothing to change" in output, output)

    header = dict(before.header, CHOST=expected_chost(before.header["CHOST"]))
    if written:
        check(after.header["TIMESTAMP"] > header["TIMESTAMP"], "TIMESTAMP did not grow")
        header["TIMESTAMP"] = after.header["TIMESTAMP"]
    check(after.header == header, f"header: {after.header} is not {header}")
    packages = [dict(values, CHOST=expected_chost(values["CHOST"])) for values in before.packages]
    check(after.packages == packages, f"packages: {after.packages} are not {packages}")
    check_rewrite(bintree, after)
    return written


def check_rewrite(bintree, index):
    """Portage's rewrite of our files gives the same bytes and times."""
    paths = [bintree._pkgindex_file] + [p for p in [bintree._pkgindex_file + ".gz"] if os.path.exists(p)]
    check(len(paths) == (2 if "compress-index" in bintree.settings.features else 1), f"files: {paths}")
    ours = [(content(path), os.stat(path).st_mtime_ns) for path in paths]
    index.modified = False
    bintree._pkgindex_write(index)
    for path, (data, mtime) in zip(paths, ours):
        check(content(path) == data, f"{path}: {data} is not {content(path)}")
        check(os.stat(path).st_mtime_ns == mtime, f"{path}: mtime")
    if len(paths) == 2:
        check(gzip.decompress(ours[1][0]) == ours[0][0], "Packages.gz is not Packages")


@case
def round_trips(pkgdir, generator):
    """Portage reads what it should and would write the same bytes"""
    written = 0
    for number in range(300):
        directory = os.path.join(pkgdir, str(number))
        os.mkdir(directory)
        written += check_round_trip(directory, generator, generator.choice(["-compress-index", "compress-index"]))
    check(150 < written < 300, f"{written} of 300 were written: the generator tests little")
    return f"300 indexes, {written} written"


@case
def excludes_crossrc(pkgdir, generator):
    """crossrc waits for Portage's lock"""
    bintree = tree(pkgdir)
    write_index(bintree, generator, 3)
    run(chost(pkgdir, to=SECOND))
    before = content(bintree._pkgindex_file)
    lock = lockfile(bintree._pkgindex_file, wantnewlockfile=1)
    process = subprocess.Popen(chost(pkgdir), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    message = process.stderr.readline()
    check(message == f'crossrc: waiting for "{pkgdir}/{LOCK}"\n', f"said {message!r}")
    check(process.poll() is None, "went on without the lock")
    check(content(bintree._pkgindex_file) == before, "wrote without the lock")
    unlockfile(lock)
    process.communicate()
    check(process.returncode == 0, f"status {process.returncode}")
    check(content(bintree._pkgindex_file) != before, "wrote nothing")
    check(not os.path.exists(os.path.join(pkgdir, LOCK)), "the lock file stayed")


def wait_for_lock(path, started, got):
    started.set()
    lock = lockfile(path, wantnewlockfile=1)
    got.set()
    unlockfile(lock)


@case
def excludes_portage(pkgdir):
    """Portage waits for crossrc's lock"""
    path = os.path.join(pkgdir, "Packages")
    with subprocess.Popen([ANSWERS], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:

        def ask(request):
            holder.stdin.write(request + "\n")
            holder.stdin.flush()
            return holder.stdout.readline().strip()

        check(ask(f"lock\t{path}") == "locked", "not locked")
        try:
            unlockfile(lockfile(path, wantnewlockfile=1, flags=os.O_NONBLOCK))
            check(False, "Portage got the lock as well")
        except TryAgain:
            pass
        started, got = multiprocessing.Event(), multiprocessing.Event()
        waiter = multiprocessing.Process(target=quietly, args=(wait_for_lock, path, started, got))
        waiter.start()
        started.wait()
        check(not got.wait(0.3), "Portage did not wait")
        check(ask("unlock") == "unlocked", "not unlocked")
        check(got.wait(30), "Portage waits for a lock that nobody holds")
        waiter.join()
    check(os.listdir(pkgdir) == [], f"stayed: {os.listdir(pkgdir)}")


def quietly(function, *arguments):
    sys.stdout = sys.stderr = open(os.devnull, "w")
    function(*arguments)


def add_packages(pkgdir, names):
    """What binarytree.inject does with the index."""
    bintree = tree(pkgdir)
    for name in names:
        lock = lockfile(bintree._pkgindex_file, wantnewlockfile=1)
        index = bintree._load_pkgindex()
        index.packages.append({"CPV": name, "CHOST": BUILDER, "SIZE": "1"})
        bintree._pkgindex_write(index)
        unlockfile(lock)


def check_only_the_index(pkgdir):
    path = os.path.join(pkgdir, "Packages")
    check(sorted(os.listdir(pkgdir)) == ["Packages", "Packages.gz"], f"stayed: {os.listdir(pkgdir)}")
    check(content(path) == gzip.decompress(content(path + ".gz")), "Packages.gz is not Packages")


def change_chost(pkgdir, times):
    for number in range(times):
        run(chost(pkgdir, to=[TARGET, SECOND][number % 2]))


@case
def concurrent_writers(pkgdir, generator):
    """Portage and crossrc write at once and nothing is lost"""
    bintree = tree(pkgdir)
    write_index(bintree, generator, 0)
    work = [(add_packages, pkgdir, [f"a/p{n}-{i}" for i in range(25)]) for n in range(4)]
    work += [(change_chost, pkgdir, 25) for _ in range(4)]
    processes = [multiprocessing.Process(target=quietly, args=arguments) for arguments in work]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    check(all(process.exitcode == 0 for process in processes), "a writer failed")
    names = [values["CPV"] for values in bintree._load_pkgindex().packages]
    check(sorted(names) == sorted(f"a/p{n}-{i}" for n in range(4) for i in range(25)), f"{len(names)}: {names}")
    check_only_the_index(pkgdir)
    return "100 packages added, 100 times changed"


@case
def killed(pkgdir, generator):
    """killed at any moment, it leaves the old index or the new one"""
    bintree = tree(pkgdir)
    write_index(bintree, generator, 0)
    add = bintree._load_pkgindex()
    add.packages = [{"CPV": f"a/p-{n}", "CHOST": BUILDER, "SIZE": "1"} for n in range(8000)]
    add.header["CHOST"] = BUILDER
    bintree._pkgindex_write(add)
    expected = len(add.packages)
    died, takes = 0, 0.05  # about the half: the time is made longer or shorter as they come
    for number in range(60):
        process = subprocess.Popen(chost(pkgdir, to=[TARGET, SECOND][number % 2]), stdout=subprocess.DEVNULL)
        time.sleep(generator.random() * takes)
        process.send_signal(signal.SIGKILL)
        dead = process.wait() != 0
        died += dead
        takes *= 1.05 if dead else 0.95
        index = bintree._load_pkgindex()
        values = {value["CHOST"] for value in index.packages}
        check(len(index.packages) == expected and len(values) == 1, f"{len(index.packages)} with {values}")
        gzip.decompress(content(bintree._pkgindex_file + ".gz"))
    run(chost(pkgdir, to=BUILDER))
    run(chost(pkgdir, to=TARGET))
    check_only_the_index(pkgdir)
    return f"{died} of 60 died"


def main(crossrc, answers, seed=2):
    global CROSSRC, ANSWERS
    CROSSRC, ANSWERS = crossrc, answers
    generator = random.Random(int(seed))
    round_trips(generator)
    excludes_crossrc(generator)
    excludes_portage()
    concurrent_writers(generator)
    killed(generator)
    return cases.exit_status()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
