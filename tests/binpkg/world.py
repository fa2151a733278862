"""What the cases about binary packages share: Portage's own packer, reader and index, below a PKGDIR
of each case's own, and crossrc."""

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile

import portage
import portage.gpkg
import portage.xpak
from portage.dbapi.bintree import binarytree
from portage.versions import _pkg_str

import cases
from cases import check, content

BUILDER = "x86_64-pc-linux-gnu"
TARGET = "x86_64-laptop-linux-gnu"
OTHER = "aarch64-unknown-linux-gnu"
COMPRESSIONS = ["none", "gzip", "bzip2", "lz4", "lzip", "lzop", "xz", "zstd"]

CROSSRC = sys.argv[1]
case = cases.suite("binpkg")


def settings(pkgdir, **variables):
    """A Portage without repositories, whose configuration is these variables."""
    environment = {
        "CHOST": BUILDER, "FEATURES": "compress-index binpkg-multi-instance", "MAKEOPTS": "-j1",
        "PORTAGE_BZIP2_COMMAND": "bzip2", "PORTAGE_BUNZIP2_COMMAND": "bunzip2",
        "BINPKG_COMPRESS": "zstd",
        "PORTAGE_REPOSITORIES": f"[DEFAULT]\nmain-repo = none\n[none]\nlocation = {pkgdir}\n",
        **variables,
    }
    with quiet():
        return portage.config(config_root=pkgdir, target_root=pkgdir, eprefix="", env=environment)


def tree(pkgdir, **variables):
    with quiet():
        bintree = binarytree(pkgdir=pkgdir, settings=settings(pkgdir, **variables))
    bintree.variables = variables
    return bintree


@contextlib.contextmanager
def quiet():
    with open(os.devnull, "w") as null, contextlib.redirect_stderr(null), contextlib.redirect_stdout(null):
        yield


def metadata(name, version="1", build_id=1, chost=BUILDER, **more):
    """build-info's files."""
    values = {
        "CATEGORY": "app-test", "PF": f"{name}-{version}", "SLOT": "0", "EAPI": "8", "USE": "amd64",
        "KEYWORDS": "amd64", "BUILD_TIME": "1700000000", "BUILD_ID": str(build_id), "CHOST": chost,
        "CBUILD": BUILDER, "CFLAGS": "-O2 -march=bdver4", "repository": "test", "DEFINED_PHASES": "install",
        "RDEPEND": ">=a-b/c-1[d(+)]", **more,
    }
    files = {key: f"{value}\n".encode() for key, value in values.items() if value is not None}
    files["environment.bz2"] = os.urandom(3000)
    return files


def image(directory, size):
    """A directory to pack."""
    path = os.path.join(directory, "image")
    os.makedirs(os.path.join(path, "usr/share"), exist_ok=True)
    with open(os.path.join(path, "usr/share/file"), "wb") as file:
        file.write(os.urandom(size))
    os.symlink("file", os.path.join(path, "usr/share/link"))
    return path


def pack(path, files, config, size=20000):
    """A package as Portage packs it, in the format that its name says."""
    with tempfile.TemporaryDirectory(prefix="crossrc-image-") as directory:
        root = image(directory, size)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        if path.endswith(".gpkg.tar"):
            basename = os.path.basename(path)[: -len(".gpkg.tar")]
            portage.gpkg.gpkg(config, basename, path).compress(root, files)
        else:
            subprocess.run(["tar", "-cjf", path, "-C", root, "."], check=True)
            portage.xpak.tbz2(path).recompose_mem(portage.xpak.xpak_mem(files))


def read(path, config):
    """What Portage reads in a package."""
    if path.endswith(".gpkg.tar"):
        package = portage.gpkg.gpkg(config, None, path)
        values = package.get_metadata()
        package._verify_binpkg()
        return values
    return {key.decode(): value for key, value in portage.xpak.tbz2(path).get_data().items()}


def add(bintree, path, files, size=20000):
    """Packs a package at its place below PKGDIR and has Portage index it."""
    full = os.path.join(bintree.pkgdir, path)
    pack(full, files, bintree.settings, size)
    cpv = f"app-test/{files['PF'].decode().strip()}"
    with quiet():
        if not bintree.populated:
            bintree.populate()
        version = _pkg_str(cpv, metadata={k: v.decode("utf-8", "replace").strip() for k, v in files.items()
                                          if k != "environment.bz2"},
                           settings=bintree.settings, db=bintree.dbapi)
        done = bintree.inject(version, current_pkg_path=full, allocated_pkg_path=full)
    check(done is not None, f"Portage does not index {path}")
    return full


def place(name, kind, version="1", build_id=1):
    """Where a package of this kind stands below PKGDIR."""
    return {
        "gpkg": f"app-test/{name}/{name}-{version}-{build_id}.gpkg.tar",
        "xpak": f"app-test/{name}/{name}-{version}-{build_id}.xpak",
        "classic-gpkg": f"app-test/{name}-{version}.gpkg.tar",
        "tbz2": f"app-test/{name}-{version}.tbz2",
    }[kind]


def run(*arguments, **variables):
    """crossrc binpkg chost --to TARGET ARGUMENT...: the finished process."""
    environment = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", **variables}
    return subprocess.run([CROSSRC, "binpkg", "chost", "--to", TARGET, *arguments], env=environment,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def repair(*arguments, status=0, **variables):
    done = run(*arguments, **variables)
    check(done.returncode == status, f"status {done.returncode}: {done.stdout}{done.stderr}")
    return done


def contents(pkgdir):
    """All files below a directory, with their content and time."""
    found = {}
    for parent, _, names in os.walk(pkgdir):
        for name in names:
            path = os.path.join(parent, name)
            status = os.lstat(path)
            found[os.path.relpath(path, pkgdir)] = (
                os.readlink(path) if os.path.islink(path) else content(path), status.st_mtime_ns)
    return found


def by_path(index):
    return {entry.get("PATH"): dict(entry) for entry in index.packages}


def check_index(bintree):
    """The index says what the files are: Portage, asked to read all of them, gets the same entries,
    and every entry has the digests of its file."""
    index = bintree._load_pkgindex()
    features = "-pkgdir-index-trusted " + " ".join(bintree.settings.features)
    with quiet():
        anew = tree(bintree.pkgdir, **{**bintree.variables, "FEATURES": features})._populate_local(reindex=True)
    check(anew is None or by_path(anew) == by_path(index),
          f"Portage would change the index: {by_path(index)} to {anew and by_path(anew)}")
    for entry in index.packages:
        path = os.path.join(bintree.pkgdir, entry.get("PATH") or entry["CPV"] + ".tbz2")
        status = os.lstat(path)
        digests = portage.checksum.perform_multiple_checksums(path, hashes=["MD5", "SHA1"])
        for key, value in {"SIZE": str(status.st_size), "_mtime_": str(int(status.st_mtime)), **digests}.items():
            check(entry[key] == value, f"{path}: {key} is {value}, the index says {entry[key]}")
    return index


def main(functions):
    for function in functions:
        function()
    sys.exit(cases.exit_status())
