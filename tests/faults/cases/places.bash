# shellcheck shell=bash disable=SC2016,SC2034,SC2154,SC2164,SC2317
# Where the journal cannot be, and names that few expect.

# with_disk SIZE COMMAND...: ${home}/disk is a file system of that size.
with_disk() {
  unshare -m true 2> /dev/null || skip 'needs to mount a tmpfs'
  mkdir -p "${home}/disk"
  unshare -m bash -c 'mount -t tmpfs -o "size=$1" none "$2" && shift 2 && exec "$@"' bash "$1" "${home}/disk" "${@:2}"
}

on_disk() {
  status=0
  with_disk "$1" bash -c "$2"' && exec timeout -k 5 120 "$1" run --journal "$2/disk/journal" --tree "$3" \
    --cbuild x86_64-pc-linux-gnu -- "${@:4}"' bash "${CROSSRC}" "${home}" "${tree}" "${build[@]}" > "${home}/log" 2>&1 || status=$?
  ((status != 77)) || skip 'needs to mount a tmpfs'
  no_worse
}

case_no_space_from_the_beginning() {
  on_disk 64k "mkdir ${home}/disk/journal && head -c 100k /dev/zero > ${home}/disk/full || :"
  says 'No space left on device'
}

case_no_space_for_the_twin() {
  on_disk 16k ":"
  says 'No space left on device'
}

case_read_only() {
  on_disk 64k "mkdir ${home}/disk/journal && mount -o remount,ro ${home}/disk"
  says 'no supervision: .*Read-only file system'
}

case_removed_while_it_builds() {
  remove() { until rm -rf "${home}/journal" 2> /dev/null; do :; done; } # compilers are noted meanwhile
  in_the_middle remove
  no_worse
}

case_this_directory_is_gone() {
  mkdir gone
  cd gone
  rmdir ../gone
  status=0
  "${CROSSRC}" run -- sh -c 'exit 7' > "${home}/log" 2>&1 || status=$?
  ((status == 7))
  says 'no supervision: this directory has been removed'
}

# in_a_tree_called NAME
in_a_tree_called() {
  tree=$1
  fresh
  supervised -- "${build[@]}"
  all_well
}

case_names_with_spaces() {
  in_a_tree_called "${home}/a  tree \"of\" 'mine' \$HOME"
}

case_names_with_newlines() {
  in_a_tree_called "${home}/first"$'\n'"second"$'\t\001'
}

case_names_in_utf8_and_in_nothing() {
  in_a_tree_called "${home}/Grüße-漢字-"$'\xff\xfe'
}

# As long as a path can be, PATH_MAX with its NUL.
case_names_of_4000_characters() {
  local long=${home}
  while ((${#long} < 3700)); do long+=/$(printf '%0200d' 0); done
  long+=/$(printf "%0$((4000 - ${#long} - 1))d" 1)
  in_a_tree_called "${long}"
}

# What could not be made for want of room is made as soon as there is some.
case_space_comes_back() {
  status=0
  with_disk 300k bash -c 'cd "$3" && make -r -s -f build.mk foreign || exit 9
    exec timeout -k 5 120 "$1" run --journal "$2/disk/journal" --tree "$3" --cbuild x86_64-pc-linux-gnu -- sh -c "
      make -B -r -s -f build.mk foreign; head -c 500k /dev/zero > $2/disk/fill
      ./foreign; rm $2/disk/fill; ./foreign"' bash "${CROSSRC}" "${home}" "${tree}" > "${home}/log" 2>&1 || status=$?
  ((status != 77)) || skip 'needs to mount a tmpfs'
  says 'No space left on device'
  says '^foreign'
  ((status == 0))
}
