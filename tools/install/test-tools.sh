#!/bin/bash
# What the tests need from the system: SIPp, Chromium, a Chinese font, sox. Installs it as
# root by apt; otherwise says what is missing.
set -eu
missing=()
command -v sipp >/dev/null || missing+=(sip-tester)
command -v chromium >/dev/null || command -v chromium-browser >/dev/null || missing+=(chromium)
command -v sox >/dev/null || missing+=(sox)
fc-list 2>/dev/null | grep -qi 'wenquanyi\|wqy' || missing+=(fonts-wqy-microhei)
[ ${#missing[@]} -eq 0 ] && exit 0
if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
  echo "Installing ${missing[*]} …"
  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" fontconfig >/dev/null
else
  echo "The tests need these packages: ${missing[*]}. Install them (for example: sudo apt-get install ${missing[*]}) and try again." >&2
  exit 1
fi
