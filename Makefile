# crossrc: plain GNU make. `make help` lists what there is to say.

PREFIX ?= /usr
SYSCONFDIR ?= /etc
EPREFIX ?=
DESTDIR ?=
VERSION := 0.1.0

CXX ?= g++
CXXFLAGS ?= -O2 -g
WARNINGS := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror
PKGS := libseccomp fmt yaml-0.1 zlib libelf
BUILD ?= build

LIB_SOURCES := $(filter-out helper/main.cpp,$(wildcard helper/*.cpp helper/*/*.cpp))
TEST_SOURCES := $(wildcard tests/unit/*.cpp tests/unit/*/*.cpp)
HOOKS := $(wildcard hooks/*)

# Third-party headers come in as system headers: their warnings are not ours to mend.
PKG_CFLAGS = $(patsubst -I%,-isystem %,$(shell pkg-config --cflags $(PKGS)))
PKG_LIBS = $(shell pkg-config --libs $(PKGS)) -lZydis
COMPILE = $(CXX) -std=c++20 $(CPPFLAGS) $(CXXFLAGS) $(WARNINGS) $(SANITIZE) -Ihelper \
	-DCROSSRC_VERSION='"$(VERSION)"' -DCROSSRC_DATADIR='"$(EPREFIX)$(PREFIX)/share/crossrc"' \
	$(PKG_CFLAGS) -MMD -MP

all: $(BUILD)/crossrc ## build build/crossrc

$(BUILD)/obj/%.o: %.cpp Makefile
	@mkdir -p $(@D)
	$(COMPILE) -c -o $@ $<

$(BUILD)/libcrossrc.a: $(LIB_SOURCES:%.cpp=$(BUILD)/obj/%.o)
	@rm -f $@
	$(AR) rcs $@ $^

$(BUILD)/crossrc: $(BUILD)/obj/helper/main.o $(BUILD)/libcrossrc.a
	$(CXX) $(CXXFLAGS) $(SANITIZE) $(LDFLAGS) -o $@ $^ $(PKG_LIBS)

$(BUILD)/unit-tests: $(TEST_SOURCES:%.cpp=$(BUILD)/obj/%.o) $(BUILD)/libcrossrc.a
	$(CXX) $(CXXFLAGS) $(SANITIZE) $(LDFLAGS) -o $@ $^ $(PKG_LIBS) -lboost_unit_test_framework

-include $(wildcard $(BUILD)/obj/helper/*.d $(BUILD)/obj/helper/*/*.d \
	$(BUILD)/obj/tests/unit/*.d $(BUILD)/obj/tests/unit/*/*.d)

build-asan/unit-tests: FORCE
	@$(MAKE) --no-print-directory BUILD=build-asan CXXFLAGS="-O1 -g" \
		SANITIZE="-fsanitize=address,undefined -fno-sanitize-recover=all" $@
ifeq ($(BUILD),build-asan)
build-asan/unit-tests: $(TEST_SOURCES:%.cpp=build-asan/obj/%.o) build-asan/libcrossrc.a
endif

FORCE:
.PHONY: all FORCE
.DEFAULT_GOAL := all
