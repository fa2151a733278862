"""What is measured, and how it grows: each series is a function that measures for each of its sizes,
interleaved, what there is to compare, and hands every sample to `note`.
"""

import os
import shutil
import subprocess

from measure import interleaved, processor_time, time_here, wall_time
from packages import chost, portage_time, tree, write_index
import portage

TARGET = "x86_64-laptop-linux-gnu"
HERE = os.path.dirname(os.path.abspath(__file__))


class Setting:
    """Where and with what it is measured; `extremes` are the largest sizes, `small` is for trying."""

    def __init__(self, crossrc, directory, extremes, small):
        self.crossrc, self.directory = crossrc, directory
        self.extremes, self.small = extremes, small
        self.rounds = 3 if small else 7

    def path(self, *parts):
        path = os.path.join(self.directory, *parts)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        return path

    def write(self, text, *parts):
        path = self.path(*parts)
        with open(path, "w") as file:
            file.write(text)
        return path

    def sizes(self, ordinary, extreme):
        return ordinary[:2] if self.small else ordinary + extreme if self.extremes else ordinary


def rule(number):
    """Of several kinds; every tenth matches the package that is built."""
    kinds = {0: "media-libs/*", 1: f'[">=category-{number}/package{number}x-1.2", other/thing{number}x]'}
    match = kinds.get(number % 10, f"category-{number}/package{number}x")
    change = [f'env: {{ EXTRA_ECONF: "--disable-x{number}", CFLAGS: {{ append: "-DN{number}" }} }}',
              "method: native\n    trap: rerun", "method: root-only\n    phases: [configure, compile]"][number % 3]
    return f"  - match: {match}\n    {change}\n    reason: its own generator traps while it is built\n"


def write_configurations(setting, count):
    """The same changes three ways: rules, package.env, and a bashrc that asks for the package."""
    root = setting.path(str(count), "")
    setting.write(f"target: {{ chost: {TARGET}, root: {root} }}\nrules:\n" + "".join(map(rule, range(count))),
                  str(count), "etc/portage/crossrc.yaml")
    names = ["media-libs/libfoo" if i % 10 == 0 else f"category-{i}/package{i}x" for i in range(count)]
    setting.write("".join(f"{name} {i}.conf\n" for i, name in enumerate(names)), str(count), "etc/portage/package.env")
    for i in range(count):
        setting.write(f'EXTRA_ECONF="--disable-x{i}"\nCFLAGS="${{CFLAGS}} -DN{i}"\n', str(count), f"etc/portage/env/{i}.conf")
    cases = "".join(f'[[ ${{CATEGORY}}/${{PN}} != {name} ]] || {{ EXTRA_ECONF=--disable-x{i}; CFLAGS+=" -DN{i}"; }}\n'
                    for i, name in enumerate(names))
    setting.write(cases, str(count), "bashrc")
    return root


def rules(setting, note):
    """rules: what a package's rules cost, in pkg_setup and in each later phase (ms)"""
    package = {"CATEGORY": "media-libs", "PF": "libfoo-1.2", "PN": "libfoo", "SLOT": "0", "USE": "", "IUSE_EFFECTIVE": ""}
    hooks = os.path.join(HERE, "../../hooks")
    later = 'source "$1/plan.bash" && source "$1/environment.bash" && eval "$(< "$2")" && crossrc_enter_phase compile'
    for count in setting.sizes([10, 100, 1000, 10_000], []):
        root = write_configurations(setting, count)
        environment = {**os.environ, **package, "PORTAGE_CONFIGROOT": root, "ROOT": root, "SYSROOT": root}
        plan = setting.write(subprocess.run([setting.crossrc, "plan"], env=environment, check=True, text=True,
                                            stdout=subprocess.PIPE).stdout, str(count), "plan")

        def package_env():
            repositories = f"[DEFAULT]\nmain-repo = none\n[none]\nlocation = {root}\n"
            config = portage.config(config_root=root, target_root=root, eprefix="", env={"PORTAGE_REPOSITORIES": repositories})
            config.setcpv("media-libs/libfoo-1.2", mydb={"SLOT": "0", "EAPI": "8", "repository": "none", "IUSE": "", "KEYWORDS": ""})

        note(count, "ms", 1000, interleaved({
            "crossrc plan, once a package": lambda: wall_time([setting.crossrc, "plan"], env=environment),
            "crossrc's hook, a later phase": lambda: wall_time(["bash", "-c", later, "bash", hooks, plan]),
            "plain bashrc, a phase": lambda: wall_time(["bash", os.path.join(root, "bashrc")], env=environment),
            "bash that does nothing": lambda: wall_time(["bash", "-c", ":"]),
            "package.env, once a package": lambda: time_here(package_env),
        }, setting.rounds))


def index(setting, note):
    """index: CHOST of a Packages index set to the target's (ms of the processor)"""
    for count in setting.sizes([1000, 10_000, 100_000], [1_000_000]):
        pkgdir = setting.path(f"index-{count}", "")
        write_index(tree(pkgdir), count)
        packages, original = os.path.join(pkgdir, "Packages"), setting.path(f"original-{count}")
        shutil.copy(packages, original)

        def ours():
            shutil.copy(original, packages)
            return processor_time(chost(setting.crossrc, pkgdir))

        note(count, "ms", 1000, interleaved({
            "crossrc binpkg chost": ours,
            "cp": lambda: processor_time(["cp", original, original + ".copy"]),
        }, setting.rounds))
        note(count, "ms", 1000, interleaved({"Portage's own index code": lambda: portage_time(tree(pkgdir))},
                                            1 if count > 100_000 else 3))
        shutil.rmtree(pkgdir)


def build_spawn(setting):
    """Programs to be executed: "nothing", and the same under a name that is recorded."""
    spawn, nothing, archiver = setting.path("spawn"), setting.path("bin/nothing"), setting.path("bin/ar")
    subprocess.run(["gcc", "-O2", os.path.join(HERE, "spawn.c"), "-o", spawn], check=True)
    source = setting.write("int main(void) { return 0; }\n", "nothing.c")
    subprocess.run(["gcc", "-O1", "-static", source, "-o", nothing], check=True)
    shutil.copy(nothing, archiver)
    return spawn, nothing, archiver


def execs(setting, note):
    """execs: one program executed after the other, the whole by their number (us an exec)"""
    spawn, nothing, archiver = build_spawn(setting)
    others = {
        "strace -f --seccomp-bpf": ["strace", "-f", "--seccomp-bpf", "-e", "trace=execve", "-o", "/dev/null"],
        "bear": ["bear", "--output", setting.path("bear.json"), "--"],
    }
    # Programs outside of the tree: what lies in it may trap, which the series "objects" is about.
    setting.path("tree", "")
    for count in setting.sizes([100, 1000, 10_000], [100_000]):
        def each(*command):
            return lambda: wall_time([*command]) / count
        once = (spawn, str(count), nothing)
        outside = [setting.crossrc, "run", "--cbuild", "", "--tree", setting.path("tree", ""), "--"]
        variants = {
            "no supervision": each(*once),
            "crossrc run": each(*outside, *once),
            "crossrc run, recorded": each(*outside, spawn, str(count), archiver, "rc", "lib.a", "a.o", "b.o"),
        }
        for name, command in others.items():
            if shutil.which(command[0]) and (count <= 1000 or setting.extremes and count <= 10_000):
                variants[name] = each(*command, *once)
        note(count, "us", 1e6, interleaved(variants, 3 if count >= 10_000 else setting.rounds))


def jobs(setting, note):
    """jobs: as many programs executed at once (us an exec)"""
    _, nothing, _ = build_spawn(setting)
    count = 400 if setting.small else 2000
    setting.path("tree", "")
    for at_once in setting.sizes([1, 2, 4, 8, 16, 32, 64], []):
        command = ["sh", "-c", f"seq {count} | xargs -P {at_once} -n 1 {nothing}"]
        outside = [setting.crossrc, "run", "--cbuild", "", "--tree", setting.path("tree", ""), "--"]
        note(at_once, "us", 1e6, interleaved({
            "no supervision": lambda: wall_time(command) / count,
            "crossrc run": lambda: wall_time(outside + command) / count,
        }, min(5, setting.rounds)))


def part(number):
    """A C source; one in six holds foreign code where the flags allow it."""
    foreign = '''#ifdef __FMA4__
  __asm__ volatile("vfmaddps %%xmm0, %%xmm0, %%xmm0, %%xmm0" : : : "xmm0");
#endif
'''
    body = "".join(f"  for (int i = 0; i < n; i++) sum += i % {k + 2} ? sum >> {k % 5} : i * {k};\n" for k in range(20))
    return (f"#include <stdio.h>\n#include <stdlib.h>\n#include <string.h>\nint part{number}(int n) {{\n"
            f"{foreign if number % 6 == 0 else ''}  int sum = {number};\n{body}  return sum;\n}}\n")


def write_objects(setting, count):
    directory = setting.path(f"objects-{count}", "")
    for i in range(count):
        setting.write(part(i), f"objects-{count}", f"part{i}.c")
    names = range(count)
    setting.write("".join(f"int part{i}(int);\n" for i in names) + "int main(void) {\n  int sum = 0;\n" +
                  "".join(f"  sum += part{i}(9);\n" for i in names) + "  return sum == 0;\n}\n", f"objects-{count}", "main.c")
    objects = " ".join(f"part{i}.o" for i in names)
    setting.write(f"CFLAGS = -O2 -mfma4\nOBJECTS = {objects} main.o\nprog: $(OBJECTS)\n\t@gcc -o $@ $(OBJECTS)\n"
                  "%.o: %.c\n\t@gcc $(CFLAGS) -c -o $@ $<\n", f"objects-{count}", "Makefile")
    return directory


def objects(setting, note):
    """objects: the twin of a program of so many objects, one in six foreign (s)"""
    parallel = str(os.cpu_count() or 1)
    for count in setting.sizes([1, 10, 100, 1000], [5000]):
        directory = write_objects(setting, count)

        def first_run():
            journal, first = setting.path("journal"), setting.path("first")
            shutil.rmtree(journal, ignore_errors=True)
            script = ('make -s -B -j"$1" && started=${EPOCHREALTIME/[.,]/} && ./prog && '
                      'echo $((${EPOCHREALTIME/[.,]/} - started)) > "$2"')
            wall_time([setting.crossrc, "run", "--cbuild", "", "--jobs", parallel, "--journal", journal, "--tree", directory,
                       "--", "bash", "-c", script, "bash", parallel, first], cwd=directory)
            with open(first) as file:
                return int(file.read()) / 1e6

        note(count, "s", 1, interleaved({
            "its twin, before the first run": first_run,
            "all of it compiled": lambda: wall_time(["make", "-s", "-B", f"-j{parallel}"], cwd=directory),
        }, 1 if count > 1000 else min(3, setting.rounds)))


ALL = [rules, index, execs, jobs, objects]
