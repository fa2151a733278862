#!/usr/bin/env python3
"""Binary packages of every kind, packed by Portage, repaired by crossrc, read by Portage.

formats.py CROSSRC: run by the Python that has Portage.
"""

import hashlib
import io
import os
import tarfile

from world import *


def expected(files, chost=TARGET):
    return {**files, "CHOST": f"{chost}\n".encode()}


def check_package(path, files, config):
    """Portage reads the same as before but for CHOST, in the same order."""
    now = read(path, config)
    wanted = expected(files)
    check(now == wanted, f"{path}: {sorted(key for key in wanted if now.get(key) != wanted[key])}")
    check(list(now) == list(wanted), f"{path}: the order has changed")


def round_trip(pkgdir, compression):
    layouts = ["gpkg", "xpak", "classic-gpkg", "tbz2"] if compression == "zstd" else ["gpkg"]
    bintree = tree(pkgdir, BINPKG_COMPRESS=compression)
    packages = {}
    for number, kind in enumerate(layouts):
        files = metadata(f"p{number}", build_id=1 if "-1." in place("x", kind)[-12:] else None)
        if not kind in ("gpkg", "xpak"):
            files.pop("BUILD_ID", None)
        packages[add(bintree, place(f"p{number}", kind), files)] = files
    before = {path: os.stat(path) for path in packages}
    index = bintree._load_pkgindex()
    repair(pkgdir)
    for path, files in packages.items():
        check_package(path, files, bintree.settings)
        now = os.stat(path)
        check(int(now.st_mtime) != int(before[path].st_mtime), f"{path}: the time stayed")
        check(now.st_mode == before[path].st_mode, f"{path}: the mode changed")
    after = check_index(bintree)
    check(after.header["CHOST"] == TARGET, "the header stayed")
    check(int(after.header["TIMESTAMP"]) > int(index.header["TIMESTAMP"]), "TIMESTAMP did not grow")
    check([entry["CHOST"] for entry in after.packages] == [TARGET] * len(packages), "an entry stayed")
    changed = {"CHOST", "SIZE", "MD5", "SHA1", "_mtime_"}
    for old, new in zip(index.packages, after.packages):
        check({k: v for k, v in old.items() if k not in changed} ==
              {k: v for k, v in new.items() if k not in changed}, f"{old} has become {new}")
    again = contents(pkgdir)
    check("nothing to change" in repair(pkgdir).stdout, "the second time something changed")
    check(contents(pkgdir) == again, "the second time something was written")


@case
def every_compression(pkgdir):
    """every format and compression comes back from Portage with its new CHOST and nothing else"""
    for compression in COMPRESSIONS:
        directory = os.path.join(pkgdir, compression)
        os.mkdir(directory)
        round_trip(directory, compression)
    return f"GPKG with {', '.join(COMPRESSIONS)}, XPAK, both layouts"


@case
def image_stays(pkgdir):
    """the image of a package stays byte for byte, and so does every other member of a GPKG"""
    config = settings(pkgdir)
    path = os.path.join(pkgdir, "a-1-1.gpkg.tar")
    pack(path, metadata("a"), config, size=3_000_000)
    members = container(path)
    repair(path)
    after = container(path)
    check(list(members) == list(after), f"members: {list(after)}")
    check([name for name in members if members[name] != after[name]] ==
          ["a-1-1/metadata.tar.zst", "a-1-1/Manifest"], "other members have changed")
    check(os.path.getsize(path) % 10240 == 0, "the last record is not whole")

    path = os.path.join(pkgdir, "b-1.tbz2")
    files = metadata("b")
    pack(path, files, config, size=3_000_000)
    old = content(path)
    length = len(portage.xpak.xpak_mem(files)) + 8
    repair(path)
    segment = portage.xpak.xpak_mem(expected(files))
    check(content(path) == old[:-length] + segment + portage.xpak.encodeint(len(segment)) + b"STOP",
          "an XPAK is not what Portage would have written")


def container(path):
    with tarfile.open(path) as tar:
        return {member.name: (member.mtime, member.mode, tar.extractfile(member).read()) for member in tar}


@case
def long_window(pkgdir):
    """what zstd packed with a window of 2 GiB is read"""
    config = settings(pkgdir, BINPKG_COMPRESS_FLAGS_ZSTD="-19 --long=31")
    path = os.path.join(pkgdir, "a-1-1.gpkg.tar")
    files = metadata("a")
    pack(path, files, config)
    repair(path)
    check_package(path, files, config)


@case
def without_chost(pkgdir):
    """a package that says no CHOST is what its entry says, and gets one"""
    for kind in ("gpkg", "xpak"):
        directory = os.path.join(pkgdir, kind)
        os.mkdir(directory)
        bintree = tree(directory)
        files = metadata("a", chost=None)
        path = add(bintree, place("a", kind), files)
        repair(directory)
        check(read(path, bintree.settings) == expected(files), "it is not there, or more has changed")
        check_index(bintree)


@case
def odd_values(pkgdir):
    """white space around CHOST stays"""
    config = settings(pkgdir)
    for value in (b"", b"\n", BUILDER.encode(), f"  {BUILDER} \n\n".encode()):
        path = os.path.join(pkgdir, "a-1-1.gpkg.tar")
        files = {**metadata("a"), "CHOST": value}
        pack(path, files, config)
        repair(path)
        wanted = value.replace(BUILDER.encode(), TARGET.encode()) if value.strip() else f"{TARGET}\n".encode()
        check(read(path, config)["CHOST"] == wanted, f"{value} has become {read(path, config)['CHOST']}")


def pack_container(path, tar_format, **more):
    """Packs the container anew in another tar format."""
    with tarfile.open(path) as old:
        members = [(member, old.extractfile(member).read()) for member in old]
    with tarfile.open(path, "w", format=tar_format) as new:
        for member, data in members:
            member.pax_headers.update(more)
            new.addfile(member, io.BytesIO(data))


@case
def tar_formats(pkgdir):
    """containers of every tar format, with short names and long ones"""
    config = settings(pkgdir)
    for name in ("n", "n" * 90, "n" * 140):
        for tar_format in (tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT):
            path = os.path.join(pkgdir, f"{name}-1-1.gpkg.tar")
            files = metadata(name)
            pack(path, files, config)
            pack_container(path, tar_format, **({"comment": "x"} if tar_format == tarfile.PAX_FORMAT else {}))
            repair(path)
            check_package(path, files, config)


@case
def other_architectures(pkgdir):
    """other architectures stay, --from names what changes, entries follow the packages"""
    bintree = tree(pkgdir)
    chosts = {"a": BUILDER, "b": OTHER, "c": TARGET, "d": "x86_64-old-linux-gnu"}
    paths = {name: add(bintree, place(name, "gpkg"), metadata(name, chost=chost)) for name, chost in chosts.items()}
    untouched = {name: content(paths[name]) for name in "abc"}
    repair("--from", "x86_64-old-linux-gnu", pkgdir)
    check(all(content(paths[name]) == untouched[name] for name in "abc"), "--from did not keep the others")
    index = check_index(bintree)
    check([entry["CHOST"] for entry in index.packages] == [BUILDER, OTHER, TARGET, TARGET], "entries")
    repair(pkgdir)
    index = check_index(bintree)
    check([entry["CHOST"] for entry in index.packages] == [TARGET, OTHER, TARGET, TARGET], "entries")
    check(content(paths["b"]) == untouched["b"] and content(paths["c"]) == untouched["c"], "others were written")


@case
def after_index_only(pkgdir):
    """packages are repaired after an --index-only, and an index that another build overtook is told"""
    bintree = tree(pkgdir)
    path = add(bintree, place("a", "gpkg"), metadata("a"))
    other = add(bintree, place("b", "gpkg"), metadata("b"))
    repair("--index-only", pkgdir)
    check(read(path, bintree.settings)["CHOST"] == f"{BUILDER}\n".encode(), "the package changed")
    pack(other, metadata("b", BUILD_TIME="1800000000"), bintree.settings)
    os.utime(other, (1, 1))
    old = content(other)
    done = repair(pkgdir, status=1)
    check("of another build" in done.stderr, done.stderr)
    check(content(other) == old, "it was written")
    check(read(path, bintree.settings)["CHOST"] == f"{TARGET}\n".encode(), "the package stayed")


@case
def interrupted(pkgdir):
    """what died between packages and index is completed by the next run"""
    bintree = tree(pkgdir)
    for name in "abc":
        add(bintree, place(name, "gpkg"), metadata(name))
    index = {name: content(os.path.join(pkgdir, name)) for name in ("Packages", "Packages.gz")}
    repair(pkgdir)
    for name, data in index.items():
        with open(os.path.join(pkgdir, name), "wb") as file:
            file.write(data)
    open(os.path.join(pkgdir, "app-test/a/.a-1-1.gpkg.tar.crossrc"), "w").close()
    done = repair(pkgdir)
    check("3 of 3 packages" in done.stdout, done.stdout)
    index = check_index(bintree)
    check([entry["CHOST"] for entry in index.packages] == [TARGET] * 3, "entries")
    left = [name for name in contents(pkgdir) if "crossrc" in name]
    check(not left, f"stayed: {left}")


@case
def files_only(pkgdir):
    """FILE arguments: these packages and their entries, and no others"""
    bintree = tree(pkgdir)
    paths = [add(bintree, place(name, kind), metadata(name))
             for name, kind in (("a", "gpkg"), ("b", "xpak"), ("c", "classic-gpkg"), ("d", "gpkg"))]
    loose = os.path.join(pkgdir, "loose/x-1.tbz2")
    pack(loose, metadata("x"), bintree.settings)
    untouched = content(paths[3])
    repair(paths[0], paths[2], os.path.relpath(paths[1]), loose)
    check(content(paths[3]) == untouched, "another package changed")
    check(read(loose, bintree.settings)["CHOST"] == f"{TARGET}\n".encode(), "the one without an entry stayed")
    os.unlink(loose)
    index = check_index(bintree)
    check(index.header["CHOST"] == BUILDER, "the header changed")
    check([entry["CHOST"] for entry in index.packages] == [TARGET] * 3 + [BUILDER], "entries")


@case
def listed_twice(pkgdir):
    """a file that two entries list is mended once, and both entries with it"""
    bintree = tree(pkgdir)
    path = add(bintree, place("a", "gpkg"), metadata("a"))
    add(bintree, place("b", "xpak"), metadata("b"))
    packages = os.path.join(pkgdir, "Packages")
    header, first, *rest = content(packages).decode().split("\n\n")
    header = header.replace("PACKAGES: 2", "PACKAGES: 3")
    twice = "\n\n".join([header, first, first.replace("CPV: app-test/a-1", "CPV: app-test/a-2"), *rest])
    for arguments in ([pkgdir], [path]):
        with open(packages, "w") as file:
            file.write(twice)
        before = content(path)
        repair("--dry-run", *arguments)
        repair(*arguments)
        line = f"PATH: {os.path.relpath(path, pkgdir)}\n"
        entries = [block for block in content(packages).decode().split("\n\n") if line in block]
        digest = hashlib.md5(content(path)).hexdigest()
        for entry in entries:
            check(f"CHOST: {TARGET}\n" in entry + "\n" or arguments == [pkgdir], entry)
            check(f"MD5: {digest}\n" in entry, entry)
        check(len(entries) == 2, entries)
        check(read(path, bintree.settings)["CHOST"] == f"{TARGET}\n".encode(), "the package")
        with open(path, "wb") as file:
            file.write(before)
        stamp = int(first.split("MTIME: ")[1].split("\n")[0])
        os.utime(path, (stamp, stamp))
    check(not [name for name in contents(pkgdir) if name.endswith(".crossrc")], "leftovers")


@case
def too_much_metadata(pkgdir):
    """metadata of gigabytes are refused by name, and other packages are mended"""
    bintree = tree(pkgdir)
    paths = [add(bintree, place(name, "gpkg"), metadata(name)) for name in "abc"]
    size = 6 << 30

    def header(name, size):
        member = tarfile.TarInfo(f"b-1-1/{name}")
        member.size = size
        return member.tobuf(tarfile.GNU_FORMAT)

    nothing = hashlib.sha512(b"").hexdigest()
    manifest = f"DATA gpkg-1 0 SHA512 {nothing}\nDATA metadata.tar {size} SHA512 {nothing}\n".encode()
    with open(paths[1], "wb") as file:
        file.write(header("gpkg-1", 0) + header("metadata.tar", size))
        file.seek(size, 1)
        file.write(header("Manifest", len(manifest)) + manifest + bytes(-len(manifest) % 512 + 1024))
    done = repair(pkgdir, status=1)
    check(f'"{paths[1]}" stays as it is' in done.stderr and "at most" in done.stderr, done.stderr)
    os.unlink(paths[1])
    for path in (paths[0], paths[2]):
        check(read(path, bintree.settings)["CHOST"] == f"{TARGET}\n".encode(), path)


@case
def missing_files(pkgdir):
    """files that are not there are told, and their entries stay"""
    bintree = tree(pkgdir)
    paths = [add(bintree, place(name, "gpkg"), metadata(name)) for name in "abc"]
    os.unlink(paths[1])
    before = bintree._load_pkgindex().packages[1]
    done = repair(pkgdir, status=1)
    check(f'"{paths[1]}" is in the index and not there' in done.stderr, done.stderr)
    after = bintree._load_pkgindex().packages
    check(after[1] == before, f"{before} has become {after[1]}")
    check([entry["CHOST"] for entry in after] == [TARGET, BUILDER, TARGET], "entries")
    done = repair("--index-only", pkgdir)
    check([entry["CHOST"] for entry in bintree._load_pkgindex().packages] == [TARGET] * 3, "entries")


@case
def dry_run(pkgdir):
    """--dry-run tells the same and writes nothing"""
    import json
    bintree = tree(pkgdir)
    for name in "ab":
        add(bintree, place(name, "gpkg"), metadata(name))
    before = contents(pkgdir)
    told = json.loads(repair("--dry-run", "--json", pkgdir).stdout)
    check(contents(pkgdir) == before, "something was written")
    done = json.loads(repair("--json", pkgdir).stdout)
    check(not told.pop("written") and done.pop("written"), "written")
    check(told == done and len(done["files"]) == 2, f"{told} and {done}")


@case
def links_and_others(pkgdir):
    """what is no regular file below PKGDIR is left alone and told"""
    bintree = tree(pkgdir)
    paths = [add(bintree, place(name, "gpkg"), metadata(name)) for name in "abcd"]
    outside = os.path.join(pkgdir, "outside.gpkg.tar")
    os.rename(paths[0], outside)
    os.symlink(outside, paths[0])
    os.unlink(paths[1])
    os.mkfifo(paths[1])
    os.unlink(paths[2])
    os.mkdir(paths[2])
    os.link(paths[3], paths[3] + ".snapshot")
    old = content(outside), content(paths[3])
    done = repair(pkgdir, status=1)
    for path, reason in zip(paths, ("symbolic link", "not a regular file", "not a regular file")):
        check(f'"{path}" stays as it is: it is' in done.stderr and reason in done.stderr, done.stderr)
    check(content(outside) == old[0] and content(paths[3] + ".snapshot") == old[1], "another name of it changed")


@case
def without_to(pkgdir):
    """without --to it is the target of the rules files, else Portage's CHOST"""
    package = os.path.join(pkgdir, "a-1-1.gpkg.tar")
    pack(package, metadata("a"), settings(pkgdir))
    rules = os.path.join(pkgdir, "etc/portage/crossrc.yaml")
    os.makedirs(os.path.dirname(rules))
    with open(rules, "w") as file:
        file.write("target: { chost: x86_64-tablet-linux-gnu }\n")
    chost = {"PATH": "/nowhere", "PORTAGE_CONFIGROOT": pkgdir, "CHOST": TARGET}

    def repaired():
        done = subprocess.run([CROSSRC, "binpkg", "chost", package], env=chost, stderr=subprocess.PIPE, text=True,
                              stdout=subprocess.DEVNULL)
        return done.stderr or read(package, settings(pkgdir))["CHOST"].decode().strip()

    check(repaired() == "x86_64-tablet-linux-gnu", "of the rules files")
    os.unlink(rules)
    check(repaired() == TARGET, "of the environment")
    del chost["CHOST"]
    check("expected --to TUPLE: neither" in repaired(), "of nobody")


main([every_compression, image_stays, long_window, without_chost, odd_values, tar_formats,
      other_architectures, after_index_only, interrupted, files_only, listed_twice, too_much_metadata,
      missing_files, dry_run, links_and_others, without_to])
