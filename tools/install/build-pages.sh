#!/bin/bash
# Builds the pages of web/. Without a Node that can, it says so and leaves the rest to work.
set -euo pipefail
cd "$(dirname "$0")/../../web"
least=20.19

say() { echo "pages: $*" >&2; }
without() {
  say "$* The pages are not built, the rest works."
  say "Install Node $least or newer with npm and run \`make web\`."
  exit 0
}

command -v node >/dev/null || without "Node is not here."
node -e "const [a, b] = process.versions.node.split('.').map(Number);
  process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)" || without "Node $(node -v) is too old."
command -v npm >/dev/null || without "npm is not here (Debian and Ubuntu have it in a package of its own)."

if ! [ node_modules/.package-lock.json -nt package-lock.json ]; then
  say "fetching the packages that they are built with …"
  npm ci --loglevel=error --no-progress --no-update-notifier --no-audit --no-fund >/dev/null || {
    say "npm could not fetch them, for the reason above."
    exit 1
  }
fi
say "building …"
# What it tells of each file is of interest only if it fails.
told=$(npm run --silent build 2>&1) || { echo "$told" >&2; exit 1; }
