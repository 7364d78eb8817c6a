#!/bin/bash
# What the tests need from the system: SIPp, Chromium, a Chinese font, sox, libfaketime. Installs it as
# root by apt; otherwise says what is missing.
set -eu

has_browser() {
  local one
  for one in /usr/bin/chromium /usr/bin/google-chrome /usr/bin/chromium-browser; do
    # Ubuntu's chromium-browser only starts a snap, which may not read the tests' folders.
    [ -x $one ] && ! grep -qs /snap/ $one && return
  done
  return 1
}

missing=()
command -v sipp >/dev/null || missing+=(sip-tester)
has_browser || missing+=(chromium chromium-l10n)
command -v sox >/dev/null || missing+=(sox)
[ -e "$(echo /usr/lib/*/faketime/libfaketimeMT.so.1)" ] || missing+=(libfaketime)
fc-list 2>/dev/null | grep -qi 'wenquanyi\|wqy' || missing+=(fonts-wqy-microhei fontconfig)
[ ${#missing[@]} -eq 0 ] && exit 0

if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
  echo "The tests need these packages: ${missing[*]}. Install them (for example: sudo apt-get install ${missing[*]}) and try again." >&2
  exit 1
fi
echo "Installing ${missing[*]} …"
apt-get update -qq
if [[ " ${missing[*]} " == *" chromium "* ]] && ! apt-cache policy chromium | grep -q 'Candidate: [^(]'; then
  echo "This system has no package chromium (Ubuntu has a snap only, which the tests cannot use). Install Google Chrome from its .deb and try again." >&2
  exit 1
fi
DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
