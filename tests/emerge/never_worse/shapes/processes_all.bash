# shellcheck shell=bash
# The rest of processes.bash, for make check-all.
# shellcheck disable=SC2016,SC2154

# A filter of its own, a new user namespace, no new privileges
shape_seccomp_filter() {
  runs_in_test './tested' << 'END'
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>
int main(void)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_getppid, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EMLINK),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = {sizeof code / sizeof *code, code};
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program)) return 1;
	return !(syscall(SYS_getppid) == -1 && errno == EMLINK);
}
END
}

# A terminal of its own, a session of its own
shape_pseudo_terminal() {
  needs script
  supervised native
  plain 'src_test() { script -qec "./generate" /dev/null < /dev/null > out && grep -q TABLE out && setsid -w ./generate > /dev/null || die; }'
  emerges FEATURES=test
  usual native
}

# Many short processes side by side
shape_many_processes() {
  supervised native
  plain 'src_test() { seq 400 | xargs -P 8 -n 1 /bin/true && for i in {1..100}; do ./generate > /dev/null || die; done; }'
  emerges FEATURES=test
  usual native
}

# A namespace of users, where programs may be root
shape_user_namespace() {
  unshare --user --map-root-user true 2> /dev/null || skip 'no user namespaces'
  supervised native
  plain 'src_test() { unshare --user --map-root-user ./generate > /dev/null; echo "status $?"; }'
  emerges FEATURES='test -sandbox'
  usual native
}

# Files as a build changes them: programs written while they are replaced, links, copies, installed in place
shape_programs_are_replaced() {
  supervised native
  plain 'src_test() {' '  cp generate g2 && ln g2 g3 && ln -s g3 g4 && ./g4 > /dev/null || die' \
    '  mv g2 g5 && rm g3 && ./g5 > /dev/null || die' '  cp /bin/true g5 && ./g5 || die' \
    '  strip -o g6 generate && objcopy --only-keep-debug generate g6.debug && ./g6 > /dev/null || die' '}'
  emerges FEATURES=test
  usual native
}
