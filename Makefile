# rx: small Unix filters that extract data from REST APIs.
# make, make check, make demo, make bench, make fuzz, make lint, make install DESTDIR= PREFIX=

PREFIX ?= /usr/local
BINDIR ?= $(PREFIX)/bin
MANDIR ?= $(PREFIX)/share/man
CC ?= cc
CFLAGS ?= -O2 -g
B ?= build
BIN ?= bin

PKG = $(shell pkg-config $(1) $(2) 2>/dev/null || echo $(3))
VERSION = 0.1.0
STD = -std=c11 -D_GNU_SOURCE -DRX_VERSION='"$(VERSION)"' -Iinclude -I. -fvisibility=hidden
WARN = -Wall -Wextra -Wshadow -Wpointer-arith -Wstrict-prototypes -Wmissing-prototypes -Wwrite-strings -Wvla
CURL_CFLAGS := $(call PKG,--cflags,libcurl,)
DEFS = $(STD) $(WARN) $(CURL_CFLAGS) $(PG_CFLAGS)
LIBS_CURL := $(call PKG,--libs,libcurl,-lcurl)
LIBS_CRYPTO := $(call PKG,--libs,libcrypto,-lcrypto)
LIBS_SSL := $(call PKG,--libs,openssl,-lssl -lcrypto)
LIBS_JQ := $(call PKG,--libs,libjq,-ljq)
LIBS_SQLITE := $(call PKG,--libs,sqlite3,-lsqlite3)
PG ?= $(shell pkg-config --exists libpq 2>/dev/null && echo 1)
# libpq is loaded when it is needed (lib/merge/postgres_lib.c): only its header is.
PG_CFLAGS := $(if $(filter 1,$(PG)),$(call PKG,--cflags,libpq,))
# So are these two, of files that are packed (lib/merge/zip.c).
ZLIB ?= $(shell pkg-config --exists zlib 2>/dev/null && echo 1)
ZSTD ?= $(shell pkg-config --exists libzstd 2>/dev/null && echo 1)
LIBS_YAML := $(call PKG,--libs,yaml-0.1,-lyaml)

TOOLS = $(patsubst cmd/%.c,%,$(wildcard cmd/rx-*.c))
# OR_MISSING SWITCH FILE OTHERS: what is not built of a file that has a stand-in
OR_MISSING = lib/merge/$(2)$(if $(filter 1,$(1)),_missing,$(3)).c
NOT_BUILT = $(call OR_MISSING,$(PG),postgres,%) $(call OR_MISSING,$(ZLIB),zip_gzip,) \
    $(call OR_MISSING,$(ZSTD),zip_zstd,)
SRC = $(filter-out $(NOT_BUILT),$(wildcard lib/*/*.c)) \
    $(if $(filter 1,$(PG)),,lib/merge/postgres_missing.c)
OBJ = $(SRC:%.c=$(B)/%.o)
LIB = $(B)/librx.a

all: $(LIB) $(TOOLS:%=$(BIN)/%)

$(LIB): $(OBJ)
	@rm -f $@
	$(AR) rcs $@ $(OBJ)

$(B)/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(DEFS) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

# A tool links only what it uses: --as-needed drops the rest.
LINK = $(CC) $(CFLAGS) $(LDFLAGS) -Wl,--as-needed
LIBS_rx-page = $(LIBS_CURL) $(LIBS_JQ)
LIBS_rx-auth = $(LIBS_CURL)
LIBS_rx-select = $(LIBS_JQ)
LIBS_rx-merge = $(LIBS_SQLITE)
LIBS_rx-plan = $(LIBS_YAML) $(LIBS_JQ)
LIBS_rx-run = $(LIBS_YAML) $(LIBS_JQ)

$(BIN)/%: $(B)/cmd/%.o $(LIB)
	@mkdir -p $(@D)
	$(LINK) -o $@ $< $(LIB) $(LIBS_$*) -lm

-include $(wildcard $(B)/*/*.d $(B)/*/*/*.d)

# Unit tests: one program a file in tests/unit.
UNITS = $(patsubst tests/unit/%.c,$(B)/unit/%,$(wildcard tests/unit/*.c))
LIBS_ALL = $(LIBS_CURL) $(LIBS_CRYPTO) $(LIBS_JQ) $(LIBS_SQLITE) $(LIBS_YAML)

$(B)/unit/%: tests/unit/%.c $(LIB)
	@mkdir -p $(@D)
	$(CC) $(DEFS) $(CPPFLAGS) $(CFLAGS) $(LDFLAGS) -Wl,--as-needed -MMD -MP -o $@ $< $(LIB) -lcmocka $(LIBS_ALL) -lm

units: $(UNITS)

# The scripted API server of the tests, the demo and the benchmarks.
TESTD = $(B)/tests/rx-testd
$(TESTD): $(patsubst %.c,$(B)/%.o,$(wildcard tests/server/*.c)) $(LIB)
	@mkdir -p $(@D)
	$(LINK) -o $@ $^ $(LIBS_SSL) -lm

testd: $(TESTD)

# T=WORD runs only the tests whose name has it: make check-fast T=page
ASAN = -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all
ASAN_BUILD = B=build-asan BIN=build-asan/bin CFLAGS='$(ASAN)'

check: all units testd
	$(MAKE) $(ASAN_BUILD) all units testd
	@sh tests/run $(T:%=-t %) $(B):$(BIN) build-asan:build-asan/bin

check-fast: all units testd
	@sh tests/run $(T:%=-t %) $(B):$(BIN)

demo: all testd
	@B=$(B) BIN=$(BIN) sh tests/demo/run

# What rx-merge is measured against.
$(B)/tests/insert: $(B)/tests/bench/insert.o $(LIB)
	@mkdir -p $(@D)
	$(LINK) -o $@ $^ $(LIBS_SQLITE) -lm

# What the greatest memory of a command is.
PEAK = $(B)/tests/peak
$(PEAK): tests/bench/peak.c
	@mkdir -p $(@D)
	$(CC) $(DEFS) $(CFLAGS) $(LDFLAGS) -o $@ $<

bench: all testd $(PEAK) $(B)/tests/insert
	@B=$(B) BIN=$(BIN) sh tests/bench/run

# Fuzzing needs clang: FUZZ_TIME seconds for each entry in tests/fuzz, or for
# those that T=WORD names.
FUZZ_TIME ?= 60
FUZZ = -O1 -g -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all
FUZZERS = $(patsubst tests/fuzz/%.c,$(B)/fuzz/%,$(wildcard tests/fuzz/*.c))

$(B)/fuzz/%: tests/fuzz/%.c $(LIB)
	@mkdir -p $(@D)
	$(CC) $(DEFS) $(CPPFLAGS) $(CFLAGS) -fsanitize=fuzzer $(LDFLAGS) -Wl,--as-needed \
	    -MMD -MP -o $@ $< $(LIB) $(LIBS_ALL) -lm

fuzzers: $(FUZZERS)

fuzz:
	$(MAKE) B=build-fuzz BIN=build-fuzz/bin CC=clang CFLAGS='$(FUZZ)' fuzzers
	@sh tests/fuzz/run build-fuzz $(FUZZ_TIME) $(T)

lint:
	@sh tests/lint

MANUAL = $(wildcard man/*.[157])
installed = $(DESTDIR)$(MANDIR)/man$(subst .,,$(suffix $(1)))/$(notdir $(1))

install: all
	install -d $(DESTDIR)$(BINDIR)
	install -m 755 $(TOOLS:%=$(BIN)/%) $(DESTDIR)$(BINDIR)
	$(foreach m,$(MANUAL),install -D -m 644 $(m) $(call installed,$(m)) &&) :

uninstall:
	rm -f $(TOOLS:%=$(DESTDIR)$(BINDIR)/%) \
	    $(foreach m,$(MANUAL),$(call installed,$(m)))

clean:
	rm -rf $(B) $(BIN) build-asan build-fuzz

.PHONY: all units testd check check-fast demo bench fuzz fuzzers lint install uninstall clean
.SECONDARY:
