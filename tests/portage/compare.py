#!/usr/bin/env python3
"""Versions and atoms: crossrc's answers against Portage's own.

compare.py ANSWERS [SEED]: run by the Python that has Portage; ANSWERS is the program built from
answers.cpp. Everything is generated from the seed, so two runs ask the same questions.
"""

import collections
import random
import re
import subprocess
import sys

from portage.dep import Atom, match_from_list, match_to_list
from portage.exception import InvalidAtom
from portage.versions import _pkg_str, _vr, vercmp

PAIRS = 20000
ATOMS_PER_PACKAGE = 40
SUFFIXES = ["alpha", "beta", "pre", "rc", "p"]
NUMBERS = ["0", "1", "2", "9", "10", "19", "20", "00", "01", "010", "001", "100", "007"]
NEAR_MISSES = ["", ".", "1.", ".1", "1..2", "1B", "1bc", "1b.2", "1_", "1__p", "1_gamma", "1_P1", "1-r",
               "1-rx", "1-r1-r2", "1-r1.2", "1-1", "r1", "1_p-r", "v1", "1 ", "1.2-", "1_alpha.1", "1\u0661"]
CATEGORIES = ["dev-qt", "dev-libs", "dev-lib", "x11-libs", "a.b", "virtual", "_c", "9base", "dev+x"]
NAMES = ["qtbase", "qt", "foo", "foo-1-bar", "foo-r1", "gtk+", "lib_x", "foo-", "1", "foo-bar-2bx", "foo-1-x-2-y"]
BAD_NAMES = ["foo-1", "foo-1.2", "foo-bar-2b_p1-r3", "+foo", "-foo", "foo.bar", "foo bar", ""]
BAD_CATEGORIES = ["-dev", "+dev", ".dev", "", "dev qt", "dev/qt"]
SLOTS = ["0", "5", "6.2", "2_x", "3+"]
BAD_SLOTS = ["", "-1", ".5", "+1", "0/", "/0", "0/1/2", "=", "*", "0=", "0/1=", "0*", "5 "]
REPOSITORIES = ["gentoo", "guru", "my-overlay", "_x"]
BAD_REPOSITORIES = ["", "-x", "a.b", "a b", "*"]
FLAGS = ["ssl", "gtk", "X", "c++", "l10n_pt-BR", "a@b", "9x"]
OPERATORS = ["<", "<=", "=", ">=", ">", "~"]
NOISE = list(" *:/[]()+-._=~<>!?@,aZ09\u00e9")


# Differences that are meant. Each says what it is, when exactly it may occur, and why.
class Known(collections.namedtuple("Known", "name why applies")):
    pass


def ends_in_version(name):
    return re.search(r"-" + _vr + r"\Z", name, re.ASCII) is not None


KNOWN_VERSIONS = [
    Known("digits of other scripts",
          "ver_regexp is no ASCII pattern, so \\d takes an Arabic 1; PMS 3.2 says [0-9]",
          lambda left, right, ours, theirs: ours == "invalid" and not (left + right).isascii()),
]

# Portage takes these atoms, crossrc refuses them (with this message).
KNOWN_ATOMS = [
    Known("blocker", "says what must not be there: nothing that a match could answer",
          lambda atom, ours: atom.blocker and "a blocker" in ours),
    Known("slot operator", ":= and :* are about a dependency's rebuild, not about a package",
          lambda atom, ours: atom.slot_operator and "a slot operator" in ours),
    Known("conditional USE", "needs the USE of a parent package, and there is none",
          lambda atom, ours: atom.use and atom.use.conditional and "a conditional USE" in ours),
    Known("wildcard and a name that ends in a version",
          "*/foo-1 is taken only because a check of Portage's looks at the wrong group of its pattern; "
          "no package has such a name, so it never matches: surely an operator was forgotten",
          lambda atom, ours: atom.extended_syntax and ends_in_version(atom.cp)
          and ("a version needs an operator" in ours or "cannot end in a hyphen and a version" in ours)),
    Known("plus sign first",
          "the wildcard pattern lets a category or a name begin with a plus sign; PMS 3.1 does not",
          lambda atom, ours: atom.extended_syntax and re.search(r"(^|/)\+", atom.cp)
          and "\"+\" cannot begin" in ours),
]

KNOWN_MATCHES = [
    Known("=* across names",
          "Portage compares =cat/foo-1* with the text of the whole CPV, so cat/foo-1-bar-2 fits; its "
          "callers give it packages of one name only",
          lambda atom, package, ours, theirs: atom.operator == "=*" and not atom.extended_syntax
          and atom.cp != package.cp and theirs == "yes"),
]


class Generator:
    def __init__(self, seed):
        self.random = random.Random(seed)

    def chance(self, probability):
        return self.random.random() < probability

    def pick(self, values):
        return self.random.choice(values)

    def number(self):
        if self.chance(0.02):
            return "".join(self.pick("0123456789") for _ in range(self.random.randint(15, 60)))
        if self.chance(0.001):
            return self.pick("19") * 4000
        return self.pick(NUMBERS)

    def version(self):
        text = ".".join(self.number() for _ in range(self.random.choices([1, 2, 3, 4], [3, 5, 4, 1])[0]))
        if self.chance(0.25):
            text += self.pick("abz")
        while self.chance(0.3):
            text += "_" + self.pick(SUFFIXES) + (self.number() if self.chance(0.6) else "")
        if self.chance(0.3):
            text += "-r" + self.number()
        return text

    def near(self, version):
        """Another version that differs in one place, or only in how it is spelled."""
        edits = [
            lambda v: v,
            lambda v: v + "-r0" if "-r" not in v else v.replace("-r", "-r0"),
            lambda v: re.sub(r"-r\d+$", "", v),
            lambda v: v + self.pick("ab_.") if self.chance(0.1) else v.replace("_p", "_p0", 1),
            lambda v: re.sub(r"\d+", lambda _: self.number(), v, count=1),
            lambda v: re.sub(r"\.(\d+)", lambda m: "." + m[1] + "0", v, count=1),
            lambda v: re.sub(r"\.(\d+)", lambda m: ".0" + m[1], v, count=1),
            lambda v: re.sub(r"^(\d+)", r"\1.0", v),
            lambda v: re.sub(r"^(\d+)", r"0\1", v),
            lambda v: re.sub(r"_(alpha|beta|pre|rc|p)", lambda _: "_" + self.pick(SUFFIXES), v, count=1),
            lambda v: re.sub(r"(-r\d+)?$", lambda m: "_" + self.pick(SUFFIXES) + (m[1] or ""), v, count=1),
            lambda v: re.sub(r"^([\d.]*\d)[a-z]?", lambda m: m[1] + self.pick("abz"), v),
            lambda v: v[: self.random.randint(1, len(v))],
        ]
        return self.pick(edits)(version)

    def noise(self, text):
        at = self.random.randint(0, len(text))
        return text[:at] + self.pick(["", self.pick(NOISE)]) + text[at + self.random.randint(0, 1):]

    def version_pair(self):
        left = self.version()
        right = self.near(left) if self.chance(0.7) else self.version()
        if self.chance(0.05):
            right = self.pick(NEAR_MISSES)
        if self.chance(0.05):
            left = self.noise(left)
        return (left, right) if self.chance(0.5) else (right, left)

    def package(self):
        slot = self.pick(SLOTS)
        states = {flag: self.chance(0.5) for flag in FLAGS if self.chance(0.6)}
        return Package(f"{self.pick(CATEGORIES)}/{self.pick(NAMES)}-{self.version()}", slot,
                       self.pick([slot, self.pick(SLOTS)]), self.pick(REPOSITORIES), states)

    def stars(self, name):
        for _ in range(self.random.randint(1, 2)):
            first, last = sorted(self.random.randint(0, len(name)) for _ in range(2))
            name = name[:first] + "*" + name[last:]
        return name

    def atom(self, package):
        category, name = package.cp.split("/")
        if "-1-" in name and self.chance(0.1):
            return f"={category}/foo-1*"
        if self.chance(0.1):
            category = self.pick(CATEGORIES + BAD_CATEGORIES)
        if self.chance(0.15):
            name = self.pick(NAMES + BAD_NAMES)
        wild = self.chance(0.35)
        if wild:
            category = self.stars(category) if self.chance(0.6) else category
            name = self.stars(name) if self.chance(0.7) else name
        text = category + "/" + name
        if wild and self.chance(0.2):
            text = f"={text}-*{self.piece(package)}*"
        elif self.chance(0.1 if wild else 0.7):
            text = self.versioned(text, package)
        elif self.chance(0.05):
            text = self.pick(OPERATORS + ["", "!", "!!"]) + text + self.pick(["", "-1", "*", "-1.2"])
        text += self.slot(package) + self.repository(package) + self.use(package)
        return self.noise(text) if self.chance(0.1) else text

    def piece(self, package):
        pieces = re.findall(r"\w+", package.version)
        return self.pick([self.pick(pieces), self.pick(pieces)[:2], "9999", "", "1.2", self.number()])

    def versioned(self, text, package):
        version = package.version
        if self.chance(0.6):
            version = self.near(version)
        elif self.chance(0.2):
            version = self.version()
        operator = self.pick(OPERATORS)
        if operator == "=" and self.chance(0.6):
            if self.chance(0.6):
                version = version[: self.random.randint(1, len(version))]
            version += "*"
        elif self.chance(0.03):
            version += self.pick(["*", "-2", ".*"])
        return f"{operator}{text}-{version}"

    def slot(self, package):
        if self.chance(0.6):
            return ""
        slot = self.pick([package.slot, package.slot, self.pick(SLOTS)])
        if self.chance(0.4):
            slot += "/" + self.pick([package.sub_slot, package.sub_slot, self.pick(SLOTS)])
        return ":" + (self.pick(BAD_SLOTS) if self.chance(0.1) else slot)

    def repository(self, package):
        if self.chance(0.75):
            return ""
        name = self.pick([package.repo, package.repo, self.pick(REPOSITORIES)])
        return "::" + (self.pick(BAD_REPOSITORIES) if self.chance(0.1) else name)

    def use(self, package):
        if self.chance(0.75):
            return ""
        return "[" + ",".join(self.use_element(package) for _ in range(self.random.randint(1, 3))) + "]"

    def use_element(self, package):
        flag = self.pick(FLAGS)
        if self.chance(0.03):
            flag = self.pick(["", "-", "_x", "+x", "x.y", "a b"])
        sign = "" if package.states.get(flag, self.chance(0.5)) else "-"
        if self.chance(0.15):
            sign = "-" if sign == "" else ""
        element = sign + flag + self.pick(["", "", "", "(+)", "(-)"])
        if self.chance(0.04):
            element = self.pick(["!", ""]) + element + self.pick(["?", "=", "(?)", "(+"])
        return element


class Package:
    """What match_from_list asks a package about, as _emerge.Package answers it."""

    def __init__(self, cpv, slot, sub_slot, repo, states):
        self.cpv = _pkg_str(cpv, slot=f"{slot}/{sub_slot}", repo=repo)
        self.cp = self.cpv.cp
        self.cpv_split = self.cpv.cpv_split
        self.version = self.cpv.version
        self.slot = slot
        self.sub_slot = sub_slot
        self.repo = repo
        self.states = states
        self.use = self
        self.enabled = frozenset(flag for flag, on in states.items() if on)
        self.iuse = self

    def is_valid_flag(self, flags):
        return all(flag in self.states for flag in ([flags] if isinstance(flags, str) else flags))

    def request(self, atom):
        use = " ".join(("+" if on else "-") + flag for flag, on in self.states.items())
        return "\t".join(["match", atom, self.cpv, f"{self.slot}/{self.sub_slot}", self.repo, use])


class Answers:
    def __init__(self, program):
        self.program = program

    def __call__(self, requests):
        text = "".join(request + "\n" for request in requests)
        done = subprocess.run([self.program], input=text.encode(), stdout=subprocess.PIPE, check=True)
        answers = done.stdout.decode("utf-8", "replace").splitlines()
        assert len(answers) == len(requests), "an answer is missing"
        return answers


class Result:
    """Counts what one comparison finds, and says it in the form that tests/run counts."""

    def __init__(self, name, known):
        self.name = name
        self.known = {difference.name: 0 for difference in known}
        self.why = {difference.name: difference.why for difference in known}
        self.unknown = []

    def differs(self, difference, text):
        if difference:
            self.known[difference.name] += 1
        else:
            self.unknown.append(text)

    def report(self, size):
        for text in self.unknown[:20]:
            print(f"# {self.name}: {text}")
        for name, count in self.known.items():
            print(f"# {self.name}: meant to differ {count} times: {name} ({self.why[name]})")
        good = not self.unknown
        print(f"{'ok' if good else 'not ok'} portage {self.name} ({size})")
        for name in (name for name, count in self.known.items() if count == 0):
            print(f"not ok portage {self.name}: never seen, so not tested: {name}")
            good = False
        return good


def find(known, *arguments):
    return next((difference for difference in known if difference.applies(*arguments)), None)


def compare_versions(answers, generator):
    result = Result("versions", KNOWN_VERSIONS)
    pairs = [generator.version_pair() for _ in range(PAIRS)]
    seen = collections.Counter()
    for (left, right), ours in zip(pairs, answers([f"vercmp\t{a}\t{b}" for a, b in pairs])):
        # vercmp calls equal texts equal before it looks whether they are versions.
        valid = vercmp(left, "1") is not None and vercmp(right, "1") is not None
        order = vercmp(left, right) if valid else None
        theirs = "invalid" if order is None else "<=>"[(order > 0) - (order < 0) + 1]
        seen[theirs] += 1
        if ours != theirs:
            result.differs(find(KNOWN_VERSIONS, left, right, ours, theirs),
                           f"{left!r} {right!r}: Portage {theirs}, crossrc {ours}")
    print("# versions:", ", ".join(f"{count} times {answer}" for answer, count in seen.most_common()))
    return result.report(f"{len(pairs)} pairs")


def portage_atom(text):
    # Build-ids (=cat/pkg-1-2 for build 2 of version 1) are off: rules are about packages to build.
    try:
        return Atom(text, allow_wildcard=True, allow_repo=True, allow_build_id=False)
    except InvalidAtom:
        return None


def compare_atoms(answers, pairs):
    result = Result("atoms", KNOWN_ATOMS)
    both = []
    refused = 0
    for (package, text), ours in zip(pairs, answers([f"atom\t{text}" for _, text in pairs])):
        atom = portage_atom(text)
        refused += atom is None
        if atom and ours == "valid":
            both.append((package, atom))
        elif bool(atom) != (ours == "valid"):
            result.differs(find(KNOWN_ATOMS, atom, ours) if atom else None,
                           f"{text!r}: Portage {'valid' if atom else 'invalid'}, crossrc {ours}")
    print(f"# atoms: {refused} invalid for Portage")
    return result.report(f"{len(pairs)} atoms"), both


def compare_matches(answers, pairs):
    result = Result("matches", KNOWN_MATCHES)
    seen = collections.Counter()
    lists = collections.defaultdict(lambda: ([], []))
    for (package, atom), ours in zip(pairs, answers([p.request(str(a)) for p, a in pairs])):
        # A package without USE goes in as the string that binary package lists are made of.
        candidate = package if atom.use else package.cpv
        theirs = "yes" if match_from_list(atom, [candidate]) else "no"
        seen[theirs] += 1
        if ours != theirs:
            result.differs(find(KNOWN_MATCHES, atom, package, ours, theirs),
                           f"{atom} {package.cpv}:{package.slot}/{package.sub_slot}::{package.repo} "
                           f"{package.states}: Portage {theirs}, crossrc {ours}")
            continue
        asked, matched = lists[package]
        asked.append(atom)
        if ours == "yes" and atom not in matched:
            matched.append(atom)
    print("# matches:", ", ".join(f"{count} times {answer}" for answer, count in seen.most_common()))
    wrong = [p for p, (asked, matched) in lists.items() if match_to_list(p, asked) != matched]
    print(f"{'not ok' if wrong else 'ok'} portage match_to_list ({len(lists)} lists)")
    return result.report(f"{len(pairs)} pairs") and not wrong


def main(program, seed=2):
    answers = Answers(program)
    generator = Generator(int(seed))
    good = [compare_versions(answers, generator)]
    pairs = []
    while len(pairs) < PAIRS * 2:
        package = generator.package()
        pairs += [(package, generator.atom(package)) for _ in range(ATOMS_PER_PACKAGE)]
    valid, both = compare_atoms(answers, pairs)
    good += [valid, compare_matches(answers, both)]
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
