# Kindred: what a person types. `make demo` and `make test` need nothing before them.
SWIFT ?= swift
# Tests are built optimised but testable: other flags than the product's, so they live in a folder of their own
# and neither build throws the other away.
TESTABLE = -c release -Xswiftc -enable-testing --scratch-path .build/test
PRODUCT = .build/release/kindred
# A folder with base.fvecs, query.fvecs, gt.ivecs and meta.json; see Benchmarks/README.md.
DATA ?=

.PHONY: all setup build demo clients fuzz examples test bench doors lint format sanitize soak docs clean

all: build

## Install what is missing; silent and instant when nothing is.
setup:
	@Scripts/setup

## Build the command line, optimised, into .build/release/kindred.
build: setup
	$(SWIFT) build -c release --product kindred

## Show what Kindred does on real data that lies in Demo/, in under two minutes.
demo: build
	$(PRODUCT) demo --data Demo

## Everything CI asks for; the last line is the count of tests.
test: build examples clients
	$(SWIFT) build $(TESTABLE) --build-tests
	Scripts/kernel-sets .build/test
	$(SWIFT) test $(TESTABLE) --skip-build --disable-xctest

## The server, asked by the real Qdrant client over REST and gRPC.
clients: build
	Scripts/client-checks $(PRODUCT)

## Every endpoint of /openapi.json asked what the document allows, and more; about six minutes.
fuzz: build
	Scripts/fuzz $(PRODUCT)

## Build the examples: a package of its own that depends on this one. A test runs them.
examples: setup
	$(SWIFT) build -c release --package-path Examples --scratch-path .build/examples

## Long tests: kills, churn and load for as long as KINDRED_SOAK says (default 20 times the usual); then mixed load on the
## server for KINDRED_MINUTES (default 30), with kills, held against an exact oracle.
soak: build
	$(SWIFT) build $(TESTABLE) --build-tests
	KINDRED_SOAK=$${KINDRED_SOAK:-20} $(SWIFT) test $(TESTABLE) --skip-build --disable-xctest
	$$(Scripts/client-python) Tests/Clients/soak_checks.py $(PRODUCT) $${KINDRED_MINUTES:-30}

## The tests under the thread sanitizer, then under the address sanitizer; the long ones shortened.
sanitize: setup
	Scripts/sanitize thread
	Scripts/sanitize address

## Measure: search on DATA beside hnswlib, Qdrant Edge and RaBitQ, then durable import. See Benchmarks/README.md.
bench: build
	Benchmarks/run $(DATA)

## Measure: what REST and gRPC cost beyond the search itself. See Benchmarks/README.md.
doors: build
	Benchmarks/doors/run $(PRODUCT)

SOURCES = Package.swift Sources Tests Examples/Sources

lint: setup
	$(SWIFT) format lint --strict --parallel --recursive $(SOURCES)

format: setup
	$(SWIFT) format --in-place --parallel --recursive $(SOURCES)

## Reference documentation, into .build/docs.
docs: build
	Scripts/docs

clean:
	rm -rf .build Examples/.build
