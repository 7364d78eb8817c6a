#!/bin/bash
# get-asterisk.sh [--once] FOLDER [SUITE]
# Leaves the program FOLDER/asterisk: Asterisk 20 or newer.
#
# The system's own Asterisk is taken if it is new enough. Otherwise the packages of a suite
# that has it (Debian: forky, Ubuntu: noble) are fetched from the mirror that this machine
# uses already and unpacked in FOLDER, with their own loader and C library: nothing in the
# system changes, and no root is needed. What was fetched is kept in FOLDER/debs and used
# again. With --once, what could not be fetched is not tried again for a day.
set -euo pipefail

once=no
[ "${1:-}" != --once ] || { once=yes; shift; }
folder=$(realpath -m "${1:?the folder in which Asterisk shall lie}")
distribution=$(. /etc/os-release 2>/dev/null && echo "${ID:-} ${ID_LIKE:-}")
case $distribution in
  *ubuntu*) origin=Ubuntu suite=noble parts="main universe" ;;
  *) origin=Debian suite=forky parts=main ;;
esac
keys=/usr/share/keyrings/${origin,}-archive-keyring.gpg
suite=${2:-${YINGDA_ASTERISK_SUITE:-$suite}}
packages="asterisk asterisk-modules asterisk-core-sounds-en-wav asterisk-moh-opsound-wav"
least=20

failed=$folder/not-fetched

say() { echo "asterisk: $*" >&2; }
give_up() {
  say "$*"
  say "Without it everything but the telephone works. \`make asterisk\` tries again; or install Asterisk $least or newer yourself and set YINGDA_ASTERISK to its program."
  mkdir -p "$folder"
  touch "$failed"
  exit 1
}

# 22 for "Asterisk 22.10.1+dfsg…"; nothing if it does not run.
series() { "$1" -V 2>/dev/null | sed -n 's/^Asterisk \([0-9]*\)\..*/\1/p'; }
is_new_enough() { [ -x "$1" ] && [ "$(series "$1" || true)" -ge "$least" ] 2>/dev/null; }

if is_new_enough "$folder/asterisk"; then
  say "$("$folder/asterisk" -V) is there."
  exit 0
fi

for own in "${YINGDA_ASTERISK:-}" "$(command -v asterisk || true)" /usr/sbin/asterisk; do
  if [ -n "$own" ] && is_new_enough "$own"; then
    mkdir -p "$folder"
    ln -sfn "$own" "$folder/asterisk"
    say "$("$own" -V) is there: $own."
    exit 0
  fi
done

if [ $once = yes ] && [ -n "$(find "$failed" -mmin -1440 2>/dev/null)" ]; then
  say "could not be had at $(date -r "$failed" '+%F %R'), so the telephone is missing. \`make asterisk\` tries again."
  exit 1
fi

command -v apt-get >/dev/null && command -v dpkg-deb >/dev/null ||
  give_up "this is no Debian or Ubuntu, so it cannot be fetched here."

machine=$(dpkg --print-architecture)
state=$folder/apt
debs=$folder/debs
log=$folder/fetch.log
mkdir -p "$state"/{lists/partial,cache/archives/partial} "$debs"

unpack() {
  rm -rf "$folder/root.new"
  mkdir -p "$folder/root.new"
  for deb in "$debs"/*.deb; do
    case $(basename "$deb") in
      # Tools for installing, which a switch never runs.
      gnupg*|gpg*|dirmngr*|pinentry*|perl-modules*|passwd_*|adduser_*|debconf_*) continue ;;
      login.defs*|base-passwd*|*-data_*) continue ;;
    esac
    dpkg-deb -x "$deb" "$folder/root.new"
  done
  rm -rf "$folder"/root.new/usr/share/{doc,man,locale,i18n,info,lintian,bug}
  for link in lib lib64 bin sbin; do
    [ -e "$folder/root.new/$link" ] || ln -s "usr/$link" "$folder/root.new/$link"
  done
  # Their installing scripts do not run, so this link is made by hand.
  local sounds=$folder/root.new/usr/share/asterisk/sounds
  [ -e "$sounds/en" ] || ln -s en_US_f_Allison "$sounds/en"
  rm -rf "$folder/root"
  mv "$folder/root.new" "$folder/root"
}

write_program() {
  local loader libraries
  loader=$(find "$folder/root/usr" -name 'ld-linux*.so.*' | head -n 1)
  libraries=$(dirname "$(find "$folder/root/usr/lib" -name 'libc.so.6' | head -n 1)")
  [ -n "$loader" ] || give_up "the packages fetched have no loader for $machine."
  cat > "$folder/asterisk" <<EOF
#!/bin/sh
# Its own loader and libraries, named on the command line: programs that it starts keep
# those of the system.
exec "$loader" --argv0 asterisk --library-path "$libraries:$libraries/odbc" "$folder/root/usr/sbin/asterisk" "\$@"
EOF
  chmod 755 "$folder/asterisk"
}

# The distribution's mirror in the machine's own package sources, so none is named here.
# Others (of Node, of browsers) may stand before it; before the first `apt-get update`
# only the address tells them apart.
mirror() {
  {
    apt-get indextargets --format '$(REPO_URI)' \
      'Created-By: Packages' "Origin: $origin" "Label: $origin" || true
    apt-get update --print-uris -oDebug::NoLocking=1 |
      sed -n "s#^'\\(.*/${origin,}\\)/dists/.*#\\1#p" || true
  } 2>/dev/null | grep -v security | head -n 1
}

fetch() {
  local mirror
  mirror=${YINGDA_ASTERISK_MIRROR:-$(mirror || true)}
  [ -n "$mirror" ] || { say "this machine has no package sources."; return 1; }
  [ -r "$keys" ] || { say "the archive's keys are missing: $keys."; return 1; }
  echo "deb [signed-by=$keys] $mirror $suite $parts" > "$state/sources.list"
  : > "$state/status"
  local options=(
    -q -y
    -oDir::Etc::sourcelist="$state/sources.list" -oDir::Etc::sourceparts=/dev/null
    -oDir::Etc::preferencesparts=/dev/null -oDir::Etc::preferences=/dev/null
    -oDir::Etc::trusted=/dev/null -oDir::Etc::trustedparts=/dev/null
    -oDir::State="$state" -oDir::State::Lists="$state/lists" -oDir::State::status="$state/status"
    -oDir::Cache="$state/cache"
    -oAPT::Architecture="$machine" -oAPT::Architectures="$machine"
    -oAPT::Install-Recommends=false -oAcquire::Languages=none -oAPT::Sandbox::User=
    -oAcquire::Retries=1 -oAcquire::http::Timeout=15 -oAcquire::https::Timeout=15
    -oAPT::Update::Error-Mode=any -oDebug::NoLocking=1
  )
  # An empty status makes apt fetch all that they need, down to the C library.
  # shellcheck disable=SC2086
  {
    apt-get "${options[@]}" update && apt-get "${options[@]}" --download-only install $packages
  } >"$log" 2>&1 || {
    grep '^[EW]:' "$log" >&2 || tail -n 5 "$log" >&2
    return 1
  }
  rm -rf "$debs"
  mv "$state/cache/archives" "$debs"
}

if ! compgen -G "$debs/asterisk_*.deb" >/dev/null; then
  say "fetching about 110 MB of packages from suite $suite …"
  fetch || give_up "it could not be fetched from suite $suite of this machine's mirror (all of it in $log)."
fi
unpack
write_program
is_new_enough "$folder/asterisk" || {
  rm -rf "$debs"
  give_up "what was fetched is not Asterisk $least or newer ($("$folder/asterisk" -V 2>&1 | head -n 1))."
}
rm -rf "$state" "$failed"
say "$("$folder/asterisk" -V) in $folder ($(du -sh "$folder/root" | cut -f1))."
