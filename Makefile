# Thin: each target is one command that can be typed as well.
.PHONY: demo test lint fmt lock messages ci

demo:
	python3 manage.py demo

test:
	python3 manage.py test

lint:
	python3 manage.py lint

fmt:
	.venv/bin/ruff check --fix .
	.venv/bin/ruff format .

# Pins and hashes everything anew; uv is needed for this alone.
lock:
	uv pip compile -q --universal --python-version 3.11 --generate-hashes requirements.in -o requirements.txt
	uv pip compile -q --universal --python-version 3.11 --generate-hashes requirements-dev.in -o requirements-dev.txt

messages:
	python3 manage.py makemessages --locale ms --no-location
	python3 manage.py compilemessages --locale ms

ci:
	.ci/run
