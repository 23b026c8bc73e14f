# `make run` reads our sample articles, `make run INBOX=/some/folder` yours; `make test` runs every test. Needs python3 (3.11) with pip and venv.
PYTHON ?= python3
INBOX ?= tests/samples/inbox
DATA ?= data

.PHONY: run test bench check lint types clean

run: .venv/installed
	.venv/bin/zhanyi run "$(INBOX)" --data "$(DATA)"
	.venv/bin/zhanyi tour --data "$(DATA)"

test: .venv/installed-dev
	.venv/bin/python -m pytest

# The whole way over a corpus, beside yardsticks of the same run; `make bench CORPUS=/some/folder`, `make bench BENCH="--documents 2000"`.
CORPUS ?= ../shared/corpus/news-20k.jsonl.gz
bench: .venv/installed-dev
	.venv/bin/python -m tests.benchmarks.throughput "$(CORPUS)" --json bench.json $(BENCH)

# What CI runs besides the tests.
check: lint types

lint: .venv/installed-dev
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/sqlfluff lint --processes 2 sql expectations

types: .venv/installed-dev
	.venv/bin/mypy

.venv/installed: pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv
	.venv/bin/pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	touch .venv/installed

.venv/installed-dev: .venv/installed
	.venv/bin/pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	touch .venv/installed-dev

clean:
	rm -rf .venv build dist
