#!/bin/sh
# Make sure that system programs are here: sh scripts/need.sh chromium postgresql gettext fonts python venv
# As root (or with sudo that asks nothing) missing ones are installed with apt-get; otherwise the
# exact command is printed and the exit status is 1.
set -eu
PATH="$PATH:/usr/sbin:/sbin"

has() { command -v "$1" >/dev/null 2>&1; }

present() {
  case $1 in
    chromium)   chromium_present && driver_present ;;
    postgresql) sh "$(dirname "$0")/postgres.sh" --where >/dev/null 2>&1 ;;
    gettext)    has xgettext && has msgfmt && has msgmerge ;;
    fonts)      fonts_present ;;
    office)     has soffice ;;
    fandol)     [ -n "$(fandol_file)" ] ;;
    python)     has python3 ;;
    venv)       python3 -c 'import venv, ensurepip' 2>/dev/null ;;
    *)          echo "need.sh: unknown: $1" >&2; exit 2 ;;
  esac
}

chromium_present() {
  [ -n "${YIFA_CHROMIUM:-}" ] || has chromium || has chromium-browser || has google-chrome
}

driver_present() {  # Playwright's driver is linked with libatomic, which a bare system lacks
  ! has ldconfig || ldconfig -p | grep -q 'libatomic\.so\.1'
}

fonts_present() {
  if has dpkg-query; then
    for font in ${FONT_PACKAGES:-fonts-noto-cjk}; do
      dpkg-query -W -f '${Status}' "$font" 2>/dev/null | grep -q 'ok installed' || return 1
    done
  else
    has fc-list && [ -n "$(fc-list :lang=zh)" ]
  fi
}

# Fandol Song, Fang, Hei and Kai: the free faces that official paper is measured with (GB/T 9704).
fandol_file() {
  for place in "${YIFA_FONT_DIR:-/nowhere}" /usr/local/share/fonts/fandol \
               /usr/share/texlive/texmf-dist/fonts/opentype/public/fandol; do
    if [ -e "$place/FandolFang-Regular.otf" ]; then echo "$place"; return; fi
  done
}

# Debian packs them with TeX's Chinese support; the fonts alone are taken out of that package, without TeX.
install_fandol() {
  work=$(mktemp -d)
  chmod 755 "$work"
  (cd "$work" && { apt-get download -qq texlive-lang-chinese || { $as apt-get update -qq && apt-get download -qq texlive-lang-chinese; }; }) >/dev/null 2>&1
  $as mkdir -p /usr/local/share/fonts/fandol
  dpkg --fsys-tarfile "$work"/texlive-lang-chinese_*.deb | $as tar -x -C /usr/local/share/fonts/fandol \
    --wildcards --strip-components=9 './usr/share/texlive/texmf-dist/fonts/opentype/public/fandol/Fandol[FHKS]*.otf'
  rm -rf "$work"
}

packages() {
  case $1 in
    chromium) chromium_present && echo libatomic1 || echo chromium libatomic1 ;;
    fonts)    echo "${FONT_PACKAGES:-fonts-noto-cjk}" ;;
    office)   echo libreoffice-writer-nogui ;;
    fandol)   echo texlive-lang-chinese ;;
    venv)     echo python3-venv ;;
    python)   echo python3 python3-venv ;;
    *)        echo "$1" ;;
  esac
}

missing= wanted=
fandol=
for name in "$@"; do
  present "$name" && continue
  missing="$missing $name"
  if [ "$name" = fandol ]; then fandol=1; else wanted="$wanted $(packages "$name")"; fi
done
[ -n "$missing" ] || exit 0

if ! has apt-get; then
  echo "Missing here:$missing. This system has no apt-get: install them with its own package manager" >&2
  echo "(PostgreSQL 15 or newer; Chromium may also be named by YIFA_CHROMIUM=/path/to/it)." >&2
  exit 1
fi

if [ "$(id -u)" -eq 0 ]; then as=
elif has sudo && sudo -n true 2>/dev/null; then as="sudo -n"
else
  echo "Missing here:$missing. Install with:" >&2
  echo "  sudo apt-get update && sudo apt-get install -y --no-install-recommends$wanted${fandol:+ texlive-lang-chinese}" >&2
  exit 1
fi

printf '\033[1m→ %s\033[0m\n' "installing with apt-get:$wanted${fandol:+ (Fandol fonts)}"
install() { $as env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $wanted >/dev/null; }
[ -z "$wanted" ] || install 2>/dev/null || { $as apt-get update -qq && install; }
[ -z "$fandol" ] || install_fandol
for name in $missing; do
  present "$name" || { echo "Still missing after the installation: $name (packages:$(packages "$name"))" >&2; exit 1; }
done
