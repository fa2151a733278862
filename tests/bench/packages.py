"""Indexes of binary packages for benches, and what Portage, cp and crossrc take for them. Wants the
Python that has Portage.
"""

import random

from portage.dbapi.bintree import binarytree
import portage

from measure import time_here

BUILDER = "x86_64-pc-linux-gnu"
TARGET = "x86_64-laptop-linux-gnu"
OTHER = "i686-pc-linux-gnu"


def package(generator, number, count):
    """An entry; every sixth is of another architecture, every sixth states the target's CHOST."""
    def atoms(count):
        return " ".join(f">=dev-libs/lib{generator.randint(0, 9999)}-{generator.randint(0, 20)}:0/3=" for _ in range(count))

    version = f"{generator.randint(0, 9)}.{generator.randint(0, 99)}"
    name = f"package{number:06d}"
    category = ["dev-libs", "dev-qt", "media-libs", "sys-apps"][number * 4 // count % 4]
    return {
        "BDEPEND": atoms(1), "BUILD_ID": "1", "BUILD_TIME": str(1_700_000_000 + number),
        "CHOST": [BUILDER, OTHER, BUILDER, BUILDER, TARGET, BUILDER][number % 6],
        "CPV": f"{category}/{name}-{version}", "DEFINED_PHASES": "compile configure install",
        "DEPEND": atoms(2), "DESCRIPTION": f"Package number {number}", "EAPI": "8", "IUSE": "ssl gtk test",
        "KEYWORDS": "amd64 ~arm64", "LICENSE": "GPL-2+", "MD5": f"{generator.getrandbits(128):032x}",
        "PATH": f"{category}/{name}/{name}-{version}-1.gpkg.tar", "RDEPEND": atoms(1),
        "SHA1": f"{generator.getrandbits(160):040x}", "SIZE": str(generator.randint(1000, 9_999_999)),
        "SLOT": "0", "USE": "abi_x86_64 amd64 elibc_glibc kernel_linux ssl", "_mtime_": "1700000001",
        "repository": "gentoo",
    }


def tree(pkgdir):
    environment = {"CHOST": BUILDER, "FEATURES": "-compress-index",
                   "PORTAGE_REPOSITORIES": f"[DEFAULT]\nmain-repo = none\n[none]\nlocation = {pkgdir}\n"}
    return binarytree(pkgdir=pkgdir, settings=portage.config(config_root=pkgdir, target_root=pkgdir, eprefix="",
                                                            env=environment))


def write_index(bintree, count):
    generator = random.Random(1)
    index = bintree._new_pkgindex()
    index.header.update({"VERSION": "0", "ARCH": "amd64", "CHOST": BUILDER})
    index.packages = [package(generator, number, count) for number in range(count)]
    bintree._pkgindex_write(index)


def chost(crossrc, pkgdir):
    return [crossrc, "binpkg", "chost", "--to", TARGET, "--index-only", pkgdir]


def portage_time(bintree):
    """What Portage takes to read the index and to write it."""
    def both():
        bintree._pkgindex_write(bintree._load_pkgindex())
    return time_here(both)
