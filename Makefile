# Two commands do everything on a fresh machine: `make sandbox` and `make test`.
.DEFAULT_GOAL := help
.PHONY: help sandbox test check clean

# npm puts node_modules/.bin first on the PATH; on Linux the pinned Node is there.
NPM_RUN := npm run --silent

help:
	@echo "make sandbox   everything from a bare clone to an up of ci and production, on simulated clouds"
	@echo "make test      everything from a bare clone to all tests passed"
	@echo "make check     format, lint, dependency direction and types"
	@echo "make clean     remove what the above left here (the engine stays in its cache)"

sandbox: node_modules/.package-lock.json
	$(NPM_RUN) sandbox -- up

test: check .sandbox/python/installed
	$(NPM_RUN) test

check: node_modules/.package-lock.json
	$(NPM_RUN) check

clean:
	rm -rf node_modules .sandbox

# An older npm warns about the Node it runs on, and only there: what it installs runs on its own.
node_modules/.package-lock.json: package.json package-lock.json .npmrc
	npm ci --loglevel=error
	@touch $@

# The S3 server that tests keep state in. Without Python those tests are skipped, and say so.
.sandbox/python/installed: test/engine/requirements.txt
	@mkdir -p .sandbox
	@if python3 -m venv .sandbox/python 2>/dev/null && .sandbox/python/bin/pip install --quiet --disable-pip-version-check -r $<; \
	then touch $@; else echo "No Python 3 with venv and pip here: the tests on S3 state will be skipped." >&2; fi
