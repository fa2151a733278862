#!/usr/bin/env python3
"""Signed packages: signed again with Portage's own settings, or refused and left.

signed.py CROSSRC: run by the Python that has Portage, with gpg in PATH.
"""

import contextlib
import os
import shutil
import subprocess
import tempfile

from world import *

SIGN = "/usr/bin/env gpg --sign --armor [PORTAGE_CONFIG]"
VERIFY = "gpg --verify --batch --no-tty --no-auto-check-trustdb --status-fd 2 [PORTAGE_CONFIG] [SIGNATURE]"


def gpg(home, *arguments):
    done = subprocess.run(["gpg", "--homedir", home, "--batch", "--no-tty", "--pinentry-mode", "loopback",
                           "--passphrase", "", *arguments], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    check(done.returncode == 0, f"gpg {arguments}: {done.stdout}")


@contextlib.contextmanager
def keyring(name="builder", trusted=True):
    """A home of gpg's with one key, as a dictionary of Portage's settings."""
    home = tempfile.mkdtemp(prefix="crossrc-gpg-")
    try:
        gpg(home, "--quick-gen-key", f"{name}@example.org", "ed25519", "sign", "never")
        gpg(home, "--check-trustdb")
        if not trusted:
            os.unlink(os.path.join(home, "trustdb.gpg"))
        yield {
            "FEATURES": "binpkg-signing", "BINPKG_GPG_SIGNING_KEY": f"{name}@example.org",
            "BINPKG_GPG_SIGNING_GPG_HOME": home, "BINPKG_GPG_VERIFY_GPG_HOME": home,
            "BINPKG_GPG_SIGNING_BASE_COMMAND": SIGN, "BINPKG_GPG_VERIFY_BASE_COMMAND": VERIFY,
            "BINPKG_GPG_SIGNING_DIGEST": "SHA512", "GPG_VERIFY_USER_DROP": "", "GPG_VERIFY_GROUP_DROP": "",
        }
    finally:
        subprocess.run(["gpgconf", "--homedir", home, "--kill", "all"], check=False)
        shutil.rmtree(home, ignore_errors=True)


def pack_signed(pkgdir, variables, name="a"):
    path = os.path.join(pkgdir, f"{name}-1-1.gpkg.tar")
    files = metadata(name)
    pack(path, files, settings(pkgdir, **variables))
    return path, files


def accepted(path, pkgdir, variables):
    """What a Portage that wants signatures reads."""
    strict = {**variables, "FEATURES": "binpkg-request-signature"}
    with quiet():
        return read(path, settings(pkgdir, **strict))


def refused(pkgdir, path, reason, **variables):
    old = contents(pkgdir)
    done = repair(path, status=1, **variables)
    check(reason in done.stderr, f"expected {reason!r}: {done.stderr}")
    check(contents(pkgdir) == old, "something was written")
    check(repair("--dry-run", path, status=1, **variables) if "set up" in reason else True, "a dry run says else")


@case
def signed_again(pkgdir):
    """a signed package is signed again, and a Portage that wants signatures takes it"""
    with keyring() as variables:
        path, files = pack_signed(pkgdir, variables)
        before = container(path)
        repair(path, **variables)
        check(accepted(path, pkgdir, variables) == {**files, "CHOST": f"{TARGET}\n".encode()}, "metadata")
        after = container(path)
        check(list(before) == list(after), f"members: {list(after)}")
        changed = [os.path.basename(name) for name in before if before[name] != after[name]]
        check(changed == ["metadata.tar.zst", "metadata.tar.zst.sig", "Manifest"], f"changed: {changed}")


def container(path):
    import tarfile
    with tarfile.open(path) as tar:
        return {member.name: tar.extractfile(member).read() for member in tar}


@case
def not_set_up(pkgdir):
    """without Portage's signing settings it is refused, with the reason"""
    with keyring() as variables:
        path, _ = pack_signed(pkgdir, variables)
        refused(pkgdir, path, "not set up to sign it again: FEATURES has no binpkg-signing",
                **{**variables, "FEATURES": ""})
        refused(pkgdir, path, "FEATURES has no binpkg-signing",
                **{**variables, "FEATURES": "binpkg-signing -binpkg-signing"})
        refused(pkgdir, path, "BINPKG_GPG_SIGNING_KEY is not set", **{**variables, "BINPKG_GPG_SIGNING_KEY": ""})
        refused(pkgdir, path, "cannot be signed again", **{**variables, "BINPKG_GPG_SIGNING_KEY": "nobody@example.org"})
        refused(pkgdir, path, "cannot be signed again", **{**variables, "BINPKG_GPG_SIGNING_BASE_COMMAND": "false"})
        refused(pkgdir, path, "the command is not set", **{**variables, "BINPKG_GPG_SIGNING_BASE_COMMAND": ""})


@case
def strangers(pkgdir):
    """what somebody else signed, or changed after it was signed, gets no signature of ours"""
    with keyring() as variables, keyring("stranger") as other:
        path, _ = pack_signed(pkgdir, other)
        refused(pkgdir, path, "not one that Portage accepts", **variables)
        repair(path, **{**variables, "FEATURES": "binpkg-signing binpkg-ignore-signature"})

    with keyring(trusted=False) as variables:
        path, _ = pack_signed(pkgdir, variables, "c")
        refused(pkgdir, path, "the key that made it is not trusted", **variables)

    with keyring() as variables:
        path, _ = pack_signed(pkgdir, variables, "b")
        data = content(path)
        at = data.rindex(b"SHA512 ") + 7
        flipped = b"0" if data[at:at + 1] != b"0" else b"1"
        with open(path, "wb") as file:
            file.write(data[:at] + flipped + data[at + 1:])
        refused(pkgdir, path, "not one that Portage accepts", **variables)


@case
def partly_signed(pkgdir):
    """signatures beside a Manifest that has none are refused"""
    with keyring() as variables:
        path, _ = pack_signed(pkgdir, variables)
        members = container(path)
        import io
        import tarfile
        with tarfile.open(path, "w", format=tarfile.USTAR_FORMAT) as tar:
            for name, data in members.items():
                if name.endswith("/Manifest"):
                    data = b"".join(line + b"\n" for line in data.split(b"\n") if line.startswith(b"DATA"))
                member = tarfile.TarInfo(name)
                member.size = len(data)
                tar.addfile(member, io.BytesIO(data))
        refused(pkgdir, path, "its Manifest is not signed", **variables)


@case
def configured_signing(pkgdir):
    """the settings are those that portageq tells"""
    with keyring() as variables:
        path, files = pack_signed(pkgdir, variables)
        script = os.path.join(pkgdir, "portageq")
        with open(script, "w") as file:
            file.write("#!/bin/sh\ncat << 'END'\n" +
                       "".join(f"{name}='{value}'\n" for name, value in variables.items()) + "END\n")
        os.chmod(script, 0o755)
        repair(path, PATH=f"{pkgdir}:{os.environ['PATH']}")
        check(accepted(path, pkgdir, variables)["CHOST"] == f"{TARGET}\n".encode(), "CHOST")


@case
def verified_as_nobody(pkgdir):
    """run as root, signatures are checked as the user that Portage takes"""
    if os.getuid() != 0:
        return "skipped: not root"
    with keyring() as variables:
        path, _ = pack_signed(pkgdir, variables)
        verify = os.path.join(pkgdir, "verify")
        with open(verify, "w") as file:
            file.write('#!/bin/sh\n[ "$(id -un)" = nobody ] || { echo "as $(id -un)" >&2; exit 1; }\n'
                       'sed -n "s/^DATA/&/p"\necho "[GNUPG:] GOODSIG x" >&2\necho "[GNUPG:] TRUST_FULLY" >&2\n')
        os.chmod(verify, 0o755)
        os.chmod(pkgdir, 0o755)
        mine = {**variables, "BINPKG_GPG_VERIFY_BASE_COMMAND": verify}
        refused(pkgdir, path, "as root", **mine)
        refused(pkgdir, path, 'no user "nouser"', **{**mine, "GPG_VERIFY_USER_DROP": "nouser"})
        repair(path, **{**mine, "GPG_VERIFY_USER_DROP": "nobody", "GPG_VERIFY_GROUP_DROP": "nogroup"})


@case
def index_follows(pkgdir):
    """in a PKGDIR the signed one gets its entry, the one that is refused keeps it"""
    with keyring() as variables:
        bintree = tree(pkgdir, **{**variables, "FEATURES": "binpkg-signing binpkg-multi-instance"})
        add(bintree, place("a", "gpkg"), metadata("a"))
        unsigned = tree(pkgdir, BINPKG_COMPRESS="zstd")
        add(unsigned, place("b", "gpkg"), metadata("b"))
        done = repair(pkgdir, status=1)
        index = check_index(bintree)
        check([entry["CHOST"] for entry in index.packages] == [BUILDER, TARGET], f"{index.packages}")
        repair(pkgdir, **variables)
        index = check_index(bintree)
        check([entry["CHOST"] for entry in index.packages] == [TARGET, TARGET], f"{index.packages}")


main([signed_again, not_set_up, strangers, partly_signed, configured_signing, verified_as_nobody, index_follows])
