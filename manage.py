#!/usr/bin/env python3
"""Django's command line, which first makes itself a place to run in.

Where no virtual environment is active it makes `.venv` beside this file, installs the hashed requirements once, and
runs there, whatever the system's Python happens to hold. ASCN8_NO_BOOTSTRAP=1 switches that off (images, production).
"""

import datetime as dt
import hashlib
import os
import secrets
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
VENV = HERE / ".venv"
PYTHON = VENV / "bin/python"

# Which commands need the development requirements, and which run without the five variables of production.
DEVELOPMENT = {"test", "lint", "check_translations"}
EMBEDDED = {"demo", "bench"}
OFFLINE = DEVELOPMENT | {"makemigrations", "makemessages", "compilemessages"}

# The demonstration begins five days before its meeting, and its time passes from then on.
DEMO_BEGINS = dt.datetime(2025, 9, 3, 1, 30, tzinfo=dt.timezone.utc)


def main() -> None:
    """Run the command that was typed."""
    command = sys.argv[1] if len(sys.argv) > 1 else ""
    if sys.prefix == sys.base_prefix and not os.environ.get("ASCN8_NO_BOOTSTRAP"):
        run_in_venv(command)
    set_environment(command)
    try:
        from django.core.exceptions import ImproperlyConfigured
        from django.core.management import execute_from_command_line
    except ModuleNotFoundError:
        sys.exit(f"Django is not installed in {sys.prefix}. Run:  pip install --require-hashes -r requirements.txt")
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as problem:
        sys.exit(str(problem))


# --- The virtual environment ------------------------------------------------------------------------------------


def run_in_venv(command: str) -> None:
    """Bring `.venv` up to date and continue there; does not return."""
    if sys.version_info < (3, 11):
        sys.exit(f"ASCN8 needs Python 3.11 or newer; this is {sys.version.split()[0]}.")
    files = ["requirements.txt"] + (["requirements-dev.txt"] if command in DEVELOPMENT else [])
    for name in files:
        stamp = VENV / f".{name}.sha256"
        wanted = hashlib.sha256((HERE / name).read_bytes()).hexdigest()
        if not PYTHON.exists() or not stamp.exists() or stamp.read_text() != wanted:
            make_venv()
            install(name)
            stamp.write_text(wanted)
    os.execv(PYTHON, [str(PYTHON), str(HERE / "manage.py"), *sys.argv[1:]])


def make_venv() -> None:
    """Make `.venv` with pip in it, or mend one that was interrupted."""
    if PYTHON.exists() and (VENV / "bin/pip").exists():
        return
    print("Making a virtual environment in .venv", flush=True)
    made = subprocess.run([sys.executable, "-m", "venv", str(VENV)], capture_output=True, text=True)
    if made.returncode:
        sys.exit(
            "Python could not make a virtual environment. On Debian and Ubuntu its module is a package of its own:\n\n"
            f"    {'' if os.geteuid() == 0 else 'sudo '}apt-get install -y python3-venv\n\n"
            f"Then try again. (Python said: {(made.stdout + made.stderr).strip().splitlines()[0]})"
        )


def install(name: str) -> None:
    """Install one file of pinned and hashed requirements, counting the packages while they arrive."""
    total = sum("==" in line and not line.startswith((" ", "#")) for line in (HERE / name).open())
    print(f"Installing {name}, {total} packages, once", flush=True)
    pip = [str(PYTHON), "-m", "pip", "install", "--require-hashes", "--disable-pip-version-check"]
    pip += ["--no-color", "--progress-bar", "off", "-r", str(HERE / name)]
    output: list[str] = []
    with subprocess.Popen(pip, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        for line in process.stdout or ():
            output.append(line)
            show_progress(sum(said.startswith("Collecting ") for said in output), total, line)
    if process.returncode:
        sys.exit("".join(["\n", *output[-15:], f"\nInstalling {name} failed; pip's last lines stand above.\n"]))


def show_progress(done: int, total: int, line: str) -> None:
    """One line that rewrites itself; nothing where the output is a file."""
    if sys.stdout.isatty():
        doing = "unpacking" if line.startswith("Installing collected") else line.split("==")[0].strip()[:50]
        print(f"\r\033[K  {done}/{total} {doing}", end="", flush=True)
        if line.startswith("Successfully"):
            print("\r\033[K", end="", flush=True)


# --- The environment of the commands that need no server --------------------------------------------------------


def set_environment(command: str) -> None:
    """Settings read the environment when they are imported, so it is complete before Django is."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ascn8.settings")
    if command == "demo":
        # An embedded trial never touches the servers that a shell may be configured for.
        for name in ("DATABASE_URL", "REDIS_URL", "CELERY_BROKER_URL", "EMAIL_URL", "ASCN8_TESTING"):
            os.environ.pop(name, None)
        os.environ["SITE_URL"] = f"http://localhost:{port_of(sys.argv[2:])}"
    if command in EMBEDDED:
        os.environ["ASCN8_DEMO"] = "1"
    elif command in OFFLINE:
        os.environ.setdefault("ASCN8_TESTING", "1")
    if os.environ.get("ASCN8_DEMO") == "1":
        os.environ.setdefault("SECRET_KEY", kept("secret_key", secrets.token_urlsafe(64)))
        behind = round((DEMO_BEGINS - dt.datetime.now(dt.timezone.utc)).total_seconds())
        os.environ.setdefault("ASCN8_CLOCK_OFFSET", kept("clock_offset", str(behind)))


def port_of(arguments: list[str]) -> str:
    """The value of --port; the command itself says what is wrong with a bad one."""
    for position, argument in enumerate(arguments):
        if argument.startswith("--port="):
            return argument.partition("=")[2]
        if argument == "--port" and position + 1 < len(arguments):
            return arguments[position + 1]
    return "8000"


def kept(name: str, value: str) -> str:
    """What the file `name` of the demo's folder holds: `value` when it is first asked for, the same ever after."""
    folder = Path(os.environ.get("ASCN8_VAR", HERE / "var"))
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / name
    if not file.exists():
        file.touch(mode=0o600)
        file.write_text(value)
    return file.read_text()


if __name__ == "__main__":
    main()
