#!/bin/bash
# packages.sh [PYTHON]: the virtual environment .venv with the packages of requirements.lock.
set -euo pipefail
cd "$(dirname "$0")/../.."
python=${1:-python3}

say() { echo "packages: $*" >&2; }

"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || {
  say "Python 3.11 or newer is needed; here is $("$python" -V 2>/dev/null || echo "no $python"). Install one, or name it: make run PYTHON=…"
  exit 1
}
if ! .venv/bin/python -c 'import pip' 2>/dev/null; then
  "$python" -c 'import ensurepip, venv' 2>/dev/null || {
    own=$("$python" -c 'import sys; print(f"python3.{sys.version_info.minor}-venv")')
    say "$("$python" -V) here cannot make a virtual environment: Debian and Ubuntu have that apart, in the package $own. Install it and try again."
    exit 1
  }
  "$python" -m venv --clear .venv
fi
say "fetching those of requirements.lock …"
[ -x .venv/bin/uv ] || .venv/bin/pip install -q 'uv>=0.9'
export VIRTUAL_ENV=$PWD/.venv UV_PYTHON_PREFERENCE=only-system
# The certificates that this machine trusts, by the setting's old name and its new one.
export UV_NATIVE_TLS=1 UV_SYSTEM_CERTS=1
.venv/bin/uv pip install -q -r requirements.lock
.venv/bin/uv pip install -q --no-deps --no-build-isolation -e .
touch .venv/ready
