# The four commands of this project. Each checks first, all at once, what the machine lacks; nothing is changed before.
# Plain sh and make only: Node 24 and everything else come by the first step.
SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help run down test test-unit test-all bench check image
node := node_modules/.bin/node

help:
	@echo "make run        a cluster, Velero, Holdfast, two sample applications, a backup, a proven restore"
	@echo "make down       remove what make run made"
	@echo "make test       every check and test, from a fresh clone, on clusters of its own"
	@echo "make test-unit  the unit tests alone, under a minute"
	@echo "make test-all   make test, and the matrices and long faults"
	@echo "make image      the server's image, as an archive for a registry of yours"
	@echo "make bench      the figures, as ratios against the peer"
	@echo "make check      types, lint, layers, unused code, unit tests"

run:
	@sh tools/run/check-machine.sh run
	@exec $(node) tools/run/src/main.ts

down:
	@sh tools/run/remove.sh

test:
	@sh tools/run/check-machine.sh test
	@exec $(node) tools/run/src/test.ts checks unit real+journeys

test-all:
	@sh tools/run/check-machine.sh test
	@HOLDFAST_TEST_ALL=1 exec $(node) tools/run/src/test.ts checks unit real+journeys matrix

test-unit: node_modules/.package-lock.json
	@exec $(node) tools/run/src/test.ts unit

check: node_modules/.package-lock.json
	@npm run --silent check

image: node_modules/.package-lock.json
	@exec $(node) tools/run/src/image.ts

bench:
	@sh tools/run/check-machine.sh test
	@exec $(node) benchmarks/run.ts $(ONLY)

node_modules/.package-lock.json: package-lock.json
	@npm ci --loglevel=error
	@touch $@
