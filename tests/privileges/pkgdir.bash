# shellcheck shell=bash
# What root does in a PKGDIR that user portage can write to.
# shellcheck disable=SC2154,SC2317

# pkgdir: one with a package of the builder's CHOST, in the old format, and its index.
pkgdir() {
  packages=${theirs}/packages
  as_portage mkdir -p "${packages}/a"
  python3 - "${packages}" << 'END'
import hashlib, os, struct, sys
pkgdir = sys.argv[1]
values = {"CATEGORY": "a", "PF": "b-1", "CHOST": "x86_64-pc-linux-gnu", "BUILD_TIME": "1"}
index = data = b""
for name, value in values.items():
    value = value.encode() + b"\n"
    index += struct.pack(">I", len(name)) + name.encode() + struct.pack(">II", len(data), len(value))
    data += value
xpak = b"XPAKPACK" + struct.pack(">II", len(index), len(data)) + index + data + b"XPAKSTOP"
content = b"BZh9\x17rE8P\x90\0\0\0\0" + xpak + struct.pack(">I", len(xpak)) + b"STOP"
path = pkgdir + "/a/b-1.tbz2"
with open(path, "wb") as file:
    file.write(content)
os.utime(path, (1, 1))
with open(pkgdir + "/Packages", "w") as file:
    file.write("ARCH: amd64\nCHOST: x86_64-pc-linux-gnu\nPACKAGES: 1\nTIMESTAMP: 1\nVERSION: 0\n\n"
               f"BUILD_TIME: 1\nCPV: a/b-1\nMD5: {hashlib.md5(content).hexdigest()}\nMTIME: 1\nSIZE: {len(content)}\n\n")
END
  chown -R portage:portage "${packages}"
}

chost() { timeout 20 "${crossrc}" binpkg chost --to x86_64-laptop-linux-gnu "$@"; }

claim_a_package_is_mended_where_all_is_well() {
  pkgdir
  chost "${packages}"
  grep -qx 'CHOST: x86_64-laptop-linux-gnu' "${packages}/Packages"
  grep -q x86_64-laptop "${packages}/a/b-1.tbz2"
}

claim_an_index_is_not_replaced_through_a_link() {
  pkgdir
  cp "${packages}/Packages" "${scratch}/index"
  as_portage ln -sf "${scratch}/index" "${packages}/Packages"
  says 'a link of user' chost "${packages}"
  says 'a link of user' chost --index-only "${packages}"
  cmp "${scratch}/index" <(sed 's/laptop/pc/' "${scratch}/index")
  ! grep -q laptop "${scratch}/index"
  ln -sf "${scratch}/index" "${packages}/Packages" # root's own is
  chost --index-only "${packages}"
  grep -q laptop "${scratch}/index"
}

claim_a_lock_is_not_taken_through_a_link() {
  pkgdir
  as_portage ln -s "${closed}/pwned" "${packages}/.Packages.portage_lockfile"
  says 'symbolic links' chost "${packages}"
}

claim_a_package_is_not_replaced_through_a_link() {
  pkgdir
  as_portage mv "${packages}/a" "${packages}/real"
  cp -r "${packages}/real" "${scratch}/elsewhere"
  as_portage ln -s "${scratch}/elsewhere" "${packages}/a"
  says 'a link of user' chost "${packages}"
  ! grep -q laptop "${scratch}/elsewhere/b-1.tbz2"
}

claim_an_index_leads_not_out_of_its_directory() {
  pkgdir
  cp "${packages}/a/b-1.tbz2" "${scratch}"
  as_portage sed -i 's|^CPV: a/b-1|&\nPATH: ../../b-1.tbz2|' "${packages}/Packages"
  says 'not below PKGDIR' chost "${packages}"
  ! grep -q laptop "${scratch}/b-1.tbz2"
  CATEGORY=a PF=b-1 BUILD_ID='' source "${top}/hooks/after.bash"
  [[ -z $(CATEGORY=a PF=b-1 BUILD_ID='' crossrc_wrong_in_index x86_64-laptop-linux-gnu "${packages}/Packages") ]]
}

claim_a_package_gets_no_setuid_bit() {
  pkgdir
  chown root:root "${packages}/a/b-1.tbz2"
  chmod 6755 "${packages}/a/b-1.tbz2"
  chost "${packages}"
  grep -q x86_64-laptop "${packages}/a/b-1.tbz2"
  [[ $(stat -c %a "${packages}/a/b-1.tbz2") == 755 ]]
}

claim_no_race_over_a_package_writes_elsewhere() {
  pkgdir
  cp "${packages}/a/b-1.tbz2" "${scratch}/fresh"
  mend() {
    chost "${packages}/a/b-1.tbz2" || true
    as_portage cp "${scratch}/fresh" "${packages}/a/b-1.tbz2"
  }
  races "${packages}/a" "${closed}" mend
}

claim_no_race_over_the_index_writes_elsewhere() {
  pkgdir
  cp "${packages}/Packages" "${scratch}/index"
  cp "${scratch}/index" "${scratch}/fresh"
  as_portage mkdir "${packages}/d"
  mend() {
    as_portage cp -f "${scratch}/fresh" "${packages}/d/Packages"
    chost --index-only "${packages}/d"
  }
  mkdir "${scratch}/elsewhere"
  cp "${scratch}/index" "${scratch}/elsewhere/Packages"
  races "${packages}/d" "${scratch}/elsewhere" mend
  cmp "${scratch}/index" "${scratch}/elsewhere/Packages"
  [[ $(ls -A "${scratch}/elsewhere") == Packages ]]
}
