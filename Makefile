# crossrc: plain GNU make. `make help` lists what there is to say.

PREFIX ?= /usr
SYSCONFDIR ?= /etc
EPREFIX ?=
DESTDIR ?=
VERSION := 0.1.0

CXX ?= g++
CXXFLAGS ?= -O2 -g
PKG_CONFIG ?= pkg-config
WARNINGS := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror
PKGS := libseccomp fmt yaml-cpp zlib libelf libarchive libcrypto
BUILD ?= build

# crossrc is the program that is called; for binary packages it becomes crossrc-binpkg. Builds call
# crossrc-pkg-config in place of pkg-config.
PROGRAMS := $(BUILD)/crossrc $(BUILD)/crossrc-binpkg $(BUILD)/crossrc-pkg-config
LIB_SOURCES := $(wildcard helper/*/*.cpp)
TEST_SOURCES := $(wildcard tests/unit/*.cpp tests/unit/*/*.cpp)
HOOKS := $(wildcard hooks/*)

# Third-party headers come in as system headers: their warnings are not ours to mend.
PKG_CFLAGS = $(patsubst -I%,-isystem %,$(shell $(PKG_CONFIG) --cflags $(PKGS)))
# As needed: what only binary packages take is not loaded by crossrc.
PKG_LIBS = -Wl,--as-needed $(shell $(PKG_CONFIG) --libs $(PKGS)) -lZydis
COMPILE = $(CXX) -std=c++20 $(CPPFLAGS) $(CXXFLAGS) $(WARNINGS) $(SANITIZE) -Ihelper \
	-DCROSSRC_VERSION='"$(VERSION)"' -DCROSSRC_DATADIR='"$(EPREFIX)$(PREFIX)/share/crossrc"' \
	-DCROSSRC_CACHEDIR='"$(EPREFIX)/var/cache/crossrc"' \
	$(PKG_CFLAGS) -MMD -MP

all: $(PROGRAMS) ## build build/crossrc

$(BUILD)/obj/%.o: %.cpp Makefile
	@mkdir -p $(@D)
	$(COMPILE) -c -o $@ $<

$(BUILD)/libcrossrc.a: $(LIB_SOURCES:%.cpp=$(BUILD)/obj/%.o)
	@rm -f $@
	$(AR) rcs $@ $^

LINK = $(CXX) $(CXXFLAGS) $(SANITIZE) $(LDFLAGS) -o $@ $^ $(PKG_LIBS)

$(BUILD)/crossrc: $(BUILD)/obj/helper/main.o $(BUILD)/libcrossrc.a
	$(LINK)

$(BUILD)/crossrc-binpkg: $(BUILD)/obj/helper/binpkg.o $(BUILD)/libcrossrc.a
	$(LINK)

$(BUILD)/crossrc-pkg-config: $(BUILD)/obj/helper/pkgconfig.o $(BUILD)/libcrossrc.a
	$(LINK)

$(BUILD)/unit-tests: $(TEST_SOURCES:%.cpp=$(BUILD)/obj/%.o) $(BUILD)/libcrossrc.a
	$(LINK) -lboost_unit_test_framework

$(BUILD)/portage-answers: $(BUILD)/obj/tests/portage/answers.o $(BUILD)/libcrossrc.a
	$(LINK)

-include $(wildcard $(BUILD)/obj/helper/*.d $(BUILD)/obj/helper/*/*.d \
	$(BUILD)/obj/tests/unit/*.d $(BUILD)/obj/tests/unit/*/*.d $(BUILD)/obj/tests/portage/*.d)

# Checking. Everything is made before the first test runs, so that no test waits for a compiler.
# The suites say make, not $(MAKE): with that in its line, make -n would run them all.
JOBS ?= $(shell nproc)
TEST_DIR ?= /var/tmp/crossrc-tests
EMERGE_CASES ?=
KILLS ?= 1000
# What takes long and comes with check-all only.
MORE_SUITES = $(if $(filter --all,$(EMERGE_CASES)), \
	  "CROSSRC_PORTAGE_PYTHON=$(TEST_DIR)/portage/bin/python tests/binpkg/run $(BUILD) all" \
	  "make -s fuzz" \
	  "tests/supervise/kills $(KILLS)" \
	  "tests/supervise/signals 200" \
	  "CROSSRC_TEST_DIR=$(TEST_DIR) tests/bench/exec --all" \
	  "tests/bench/twin" \
	  "CROSSRC_TEST_DIR=$(TEST_DIR) tests/compat/run")

check: deps ## set up and run all tests; the last line is N passed, N failed
	@$(MAKE) --no-print-directory -j$(JOBS) all $(BUILD)/portage-answers
	@$(MAKE) --no-print-directory -j$(JOBS) unit-tests-asan
	@$(MAKE) --no-print-directory -j$(JOBS) fuzz-targets
	@CROSSRC_TEST_DIR=$(TEST_DIR) tests/emerge/setup
	@tests/run \
	  "make -s lint && echo ok lint" \
	  "build-asan/unit-tests" \
	  "tests/rules/run" \
	  "tests/rules/schema" \
	  "tests/doctor/run" \
	  "tests/history/run" \
	  "tests/root/run" \
	  "tests/privileges/run" \
	  "CROSSRC_PORTAGE_PYTHON=$(TEST_DIR)/portage/bin/python tests/portage/run $(BUILD)" \
	  "CROSSRC_PORTAGE_PYTHON=$(TEST_DIR)/portage/bin/python tests/binpkg/run $(BUILD)" \
	  "tests/docs/run" \
	  "tests/completion/run" \
	  "tests/supervise/run" \
	  "tests/supervise/signals" \
	  "tests/faults/run" \
	  "tests/programs/run" \
	  "tests/isa/run" \
	  "UNIT_TESTS=build-asan/unit-tests tests/cpus/run" \
	  "CROSSRC_TEST_DIR=$(TEST_DIR) tests/emerge/run $(EMERGE_CASES)" \
	  "CROSSRC_TEST_DIR=$(TEST_DIR) tests/emerge/never_worse/run $(EMERGE_CASES)" \
	  "tests/bench/plan" \
	  "tests/bench/exec" \
	  "PYTHONDONTWRITEBYTECODE=1 $(TEST_DIR)/portage/bin/python tests/bench/index $(BUILD)/crossrc" \
	  "FUZZ_SEED=1 make -s fuzz FUZZ_SECONDS=60" \
	  $(MORE_SUITES)

check-all: ## the same, with what takes long: real packages, killed supervisors, fuzzing, benches
	@$(MAKE) --no-print-directory check EMERGE_CASES=--all

# The cases of emerge that are of this kind run with it too.
check-faults: all ## what goes wrong around a build: supervisors, disks, compilers, journals, terminals
	@CROSSRC_TEST_DIR=$(TEST_DIR) tests/emerge/setup
	@tests/run \
	  "tests/faults/run --all" \
	  "tests/supervise/run" \
	  "tests/supervise/kills $(KILLS)" \
	  "CROSSRC_TEST_DIR=$(TEST_DIR) tests/emerge/run rules_change_while_emerge_runs jobs_and_keep_going"

clean: ## remove what make made
	rm -rf $(BUILD) build-asan build-fuzz build-clang build-coverage

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## /\1: /p' Makefile

# Without optimization, and without the commands, which have no unit tests: building it takes a
# third of the time that it would take with them. UBSan looks at crossrc's own code only: the tests'
# own files take two thirds of the time without it.
$(BUILD)/obj/tests/%.o: override SANITIZE := $(or $(TEST_SANITIZE),$(SANITIZE))
unit-tests-asan: ## the unit tests with sanitizers, in build-asan/
	@$(MAKE) --no-print-directory BUILD=build-asan CXXFLAGS="-O0 -g" \
		LIB_SOURCES="$(filter-out helper/commands/%,$(LIB_SOURCES))" \
		SANITIZE="-fsanitize=address,undefined -fno-sanitize-recover=all" TEST_SANITIZE=-fsanitize=address \
		build-asan/unit-tests

# Fuzzing: one target a file tests/fuzz/NAME_fuzz.cpp, its corpus in tests/fuzz/corpus/NAME. The
# rooms that they link, and no more: these are compiled once again for them.
FUZZ_SECONDS ?= 600
FUZZ_TARGETS = $(patsubst tests/fuzz/%.cpp,build-fuzz/%,$(wildcard tests/fuzz/*_fuzz.cpp))
FUZZ_SOURCES = $(wildcard $(patsubst %,helper/%/*.cpp,base portage binpkg isa toolchain rules)) \
	$(patsubst %,helper/history/%.cpp,build event) helper/journal/journal.cpp helper/twin/rerun.cpp
FUZZ_FLAGS = -fsanitize=address,undefined -fno-sanitize-recover=all
FUZZ_BUILD = $(MAKE) --no-print-directory BUILD=build-fuzz CXX="$(FUZZ_CXX)" CXXFLAGS="-O1 -g" WARNINGS= \
	SANITIZE="-fsanitize=fuzzer-no-link $(FUZZ_FLAGS)" LIB_SOURCES="$(FUZZ_SOURCES)"
FUZZ_CXX ?= clang++

fuzz: fuzz-targets ## run every fuzz target for FUZZ_SECONDS (600), one a processor at a time
	@tests/fuzz/run build-fuzz $(FUZZ_SECONDS)

fuzz-targets:
	+@$(FUZZ_BUILD) $(FUZZ_TARGETS)

build-fuzz/%_fuzz: build-fuzz/obj/tests/fuzz/%_fuzz.o build-fuzz/libcrossrc.a
	$(CXX) $(CXXFLAGS) -fsanitize=fuzzer $(FUZZ_FLAGS) $(LDFLAGS) -o $@ $^ $(PKG_LIBS)

coverage: deps ## how much of the code the tests run, a room a line; some rooms are held to 90 %
	@$(MAKE) --no-print-directory -j$(JOBS) BUILD=build-coverage CXXFLAGS="-O0 --coverage" \
	  LDFLAGS="-Wl,--wrap=_exit -x c tests/coverage/exit.c -x none" \
	  all build-coverage/unit-tests build-coverage/portage-answers
	@CROSSRC_TEST_DIR=$(TEST_DIR) tests/emerge/setup
	@CROSSRC_PORTAGE_PYTHON=$(TEST_DIR)/portage/bin/python tests/coverage/run build-coverage

# The program as it was built last: with the flags that users build it with, or the figures say little.
bench: deps all ## measure it against what one would take instead, into tests/bench/results (BENCH=extremes for more)
	@CROSSRC_TEST_DIR=$(TEST_DIR) tests/emerge/setup
	@CROSSRC_TEST_DIR=$(TEST_DIR) PYTHONDONTWRITEBYTECODE=1 $(TEST_DIR)/portage/bin/python tests/bench/run

# Installing. /etc/portage belongs to whoever runs the machine: nothing is put there.
bindir = $(EPREFIX)$(PREFIX)/bin
libexecdir = $(EPREFIX)$(PREFIX)/libexec/crossrc
datadir = $(EPREFIX)$(PREFIX)/share/crossrc
completiondir = $(EPREFIX)$(PREFIX)/share/bash-completion/completions
docdir = $(EPREFIX)$(PREFIX)/share/doc/crossrc
mandir = $(EPREFIX)$(PREFIX)/share/man
HOOK_FILES := $(notdir $(HOOKS))
RULE_FILES := $(notdir $(wildcard conf/rules.d/*.yaml))
MAN_PAGES := $(foreach section,1 5 7,$(patsubst man/%,man$(section)/%,$(wildcard man/*.$(section))))
# Every installed file, as install puts it and uninstall takes it away.
INSTALLED = $(bindir)/crossrc $(libexecdir)/crossrc-binpkg $(libexecdir)/crossrc-pkg-config $(HOOK_FILES:%=$(datadir)/%) $(datadir)/crossrc.yaml \
	$(datadir)/crossrc.schema.json $(completiondir)/crossrc \
	$(RULE_FILES:%=$(datadir)/rules.d/%) $(MAN_PAGES:%=$(mandir)/%) $(docdir)/README.md

install: all ## install below $(DESTDIR)$(EPREFIX)$(PREFIX)
	install -d $(addprefix "$(DESTDIR)",$(bindir) $(libexecdir) $(datadir)/rules.d $(completiondir) $(docdir) $(mandir)/man1 $(mandir)/man5 $(mandir)/man7)
	install -m 755 $(BUILD)/crossrc "$(DESTDIR)$(bindir)/crossrc"
	install -m 755 $(BUILD)/crossrc-binpkg "$(DESTDIR)$(libexecdir)/crossrc-binpkg"
	install -m 755 $(BUILD)/crossrc-pkg-config "$(DESTDIR)$(libexecdir)/crossrc-pkg-config"
	for file in $(HOOK_FILES); do \
	  sed 's|@CROSSRC@|$(bindir)/crossrc|g' "hooks/$$file" > "$(DESTDIR)$(datadir)/$$file" || exit; \
	  chmod 644 "$(DESTDIR)$(datadir)/$$file"; \
	done
	sed '1s|=/usr/share/crossrc/|=$(datadir)/|' conf/crossrc.yaml > "$(DESTDIR)$(datadir)/crossrc.yaml"
	chmod 644 "$(DESTDIR)$(datadir)/crossrc.yaml"
	install -m 644 conf/completion "$(DESTDIR)$(completiondir)/crossrc"
	install -m 644 conf/crossrc.schema.json "$(DESTDIR)$(datadir)/crossrc.schema.json"
	for file in $(RULE_FILES); do install -m 644 "conf/rules.d/$$file" "$(DESTDIR)$(datadir)/rules.d/" || exit; done
	for page in $(MAN_PAGES); do install -m 644 "man/$${page#*/}" "$(DESTDIR)$(mandir)/$$page" || exit; done
	install -m 644 README.md "$(DESTDIR)$(docdir)/README.md"
	@printf '%s\n' '' 'To use it, add this line to $(SYSCONFDIR)/portage/bashrc of the target root (PORTAGE_CONFIGROOT), best as the last:' \
	  '  if [[ -r $(datadir)/bashrc ]]; then source $(datadir)/bashrc; fi' \
	  'and write the rules, $(SYSCONFDIR)/portage/crossrc.yaml there: $(datadir)/crossrc.yaml is an example'

uninstall: ## take away what install put there
	rm -f $(addprefix "$(DESTDIR)",$(INSTALLED))
	rmdir --ignore-fail-on-non-empty $(addprefix "$(DESTDIR)",$(libexecdir) $(datadir)/rules.d $(datadir) $(docdir) $(completiondir))

deps: ## install what building and testing needs and is missing
	tests/deps

demo: ## emerge sqlite3 for a target with instructions that this machine lacks, without and with crossrc
	tests/demo

CPP_FILES = $(shell find helper tests -name '*.cpp' -o -name '*.hpp')
SHELL_FILES = $(shell grep -rlE '^(\#!.*bash|\# shellcheck shell=bash)' hooks conf tests .ci)

lint: ## shellcheck, mandoc and clang-format: no findings
	shellcheck -x -P . $(SHELL_FILES)
	mandoc -T lint -W warning $(wildcard man/*.[157])
	clang-format --dry-run -Werror $(CPP_FILES)

format: ## clang-format in place
	clang-format -i $(CPP_FILES)

TIDY_FILES ?= $(filter helper/%.cpp,$(CPP_FILES))
TIDY_FLAGS = -std=c++20 -Ihelper $(PKG_CFLAGS) -DCROSSRC_VERSION='""' -DCROSSRC_DATADIR='""' -DCROSSRC_CACHEDIR='""'
tidy: ## clang-tidy over all sources, or those of TIDY_FILES: no findings
	@printf '%s\n' $(TIDY_FILES) | nice xargs -I{} -P $(JOBS) clang-tidy --quiet {} -- $(TIDY_FLAGS)

.PHONY: all bench coverage check check-all check-faults clean fuzz fuzz-targets help install uninstall deps demo lint format tidy unit-tests-asan
.DEFAULT_GOAL := all
