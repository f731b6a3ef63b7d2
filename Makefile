# Thin on purpose: what happens is in tools/. On Debian, `apt-get install make git python3` is all this needs.
.DEFAULT_GOAL := help
.PHONY: help demo test check docs lock contract campaign fuzz bench

help: ## Say what can be made.
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' Makefile

demo: ## Install what is missing and show the main job: make demo ARGS="--out DIR --json --no-serve"
	@sh tools/setup.sh demo
	@.venv/bin/modelwarden demo $(ARGS)

test: ## Install what is missing, then run every check and every test, on SQLite and PostgreSQL.
	@sh tools/setup.sh test
	@.venv/bin/python tools/check.py
	@.venv/bin/python -m pytest -n auto --dist loadfile --no-loadscope-reorder $(ARGS)

campaign: ## Kill web, worker and OPA under load: make campaign ARGS="--kills 300 --database postgresql --seed 1"
	@sh tools/setup.sh test
	@.venv/bin/python -m tools.campaign $(ARGS)

check: ## The linters and static checks alone.
	@sh tools/setup.sh test
	@.venv/bin/python tools/check.py

docs: ## Write docs/reference from the code and build the site into build/docs; ARGS=--check only looks.
	@sh tools/setup.sh docs
	@.venv/bin/python tools/docs.py $(ARGS)

contract: ## A long run of Schemathesis over the API, in every role: make contract ARGS="--seconds 600 --database URL"
	@sh tools/setup.sh test
	@.venv/bin/python -m tests.contract.run $(ARGS)

fuzz: ## Fuzz what parses: make fuzz ARGS="--seconds 60 TARGET..."
	@sh tools/setup.sh test
	@.venv/bin/python -m tools.fuzz $(ARGS)

bench: ## Measure speed and cost, as JSON: make bench ARGS="--sizes 100000 --databases postgresql --clients 8"
	@sh tools/setup.sh test
	@.venv/bin/python -m tools.bench $(ARGS)

lock: ## Compile requirements/*.in to locks with hashes: make lock ARGS=--upgrade
	@.venv/bin/python tools/lock.py $(ARGS)
