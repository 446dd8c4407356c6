# shellcheck shell=sh
# Sets up what ./play and ./check need; both read this file, neither runs it by itself.
#
# Owns .venv and what is installed into it. Refuses to know where packages come from (pip's own settings say
# that), and to stop the show for a system package: what is missing is named, and the rest goes on.
#
# `set_up play` or `set_up check`, from the repository's root. A set counts as installed when .venv holds a
# copy of its lock file; that copy is made last, so an interrupted set-up is seen and begun again.

PLAY_PACKAGES="libportaudio2 libegl1 libgl1 libgl1-mesa-dri"
CHECK_PACKAGES="gcc libc6-dev make gcc-avr avr-libc libsimavr-dev libelf-dev chromium \
pulseaudio pulseaudio-utils libasound2-plugins fluidsynth timgm6mb-soundfont"

say() { printf '%s\n' "$*" >&2; }

packages_for() { # SET: the system packages that it wants
    case $1 in
        play) printf '%s\n' "$PLAY_PACKAGES" ;;
        check) printf '%s\n' "$PLAY_PACKAGES $CHECK_PACKAGES" ;;
    esac
}

missing_packages() { # PACKAGE...: those that are not installed
    for package; do
        dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed ||
            printf '%s ' "$package"
    done
}

apt_install() { # PACKAGE...: as root, without a question
    set -- -y -q --no-install-recommends -o DPkg::Lock::Timeout=120 "$@"
    export DEBIAN_FRONTEND=noninteractive
    if ! apt-get install "$@" >/dev/null 2>&1; then
        # The lists of a fresh machine are empty, those of an old one are stale.
        apt-get update -q >/dev/null 2>&1 || true
        apt-get install "$@" >&2
    fi
}

need_packages() { # PACKAGE...: install them as root, otherwise say what to type
    if command -v dpkg-query >/dev/null && command -v apt-get >/dev/null; then
        missing=$(missing_packages "$@")
        [ -n "$missing" ] || return 0
        # The lists of words below are meant to fall apart into words.
        # shellcheck disable=SC2086
        if [ "$(id -u)" = 0 ]; then
            say "Installing system packages: $missing"
            apt_install $missing || say "They could not all be installed; going on with what works."
        else
            say "Some system packages are missing; going on with what works. To install them, type:"
            say "    sudo apt-get install --no-install-recommends $missing"
        fi
    elif [ "$(uname)" = Darwin ]; then
        # Not tried. The Python packages carry PortAudio there, and OpenGL is the system's.
        find_python >/dev/null || say "Python comes with: brew install python@3.12"
    else
        say "Without Debian's package manager, these are yours to install (Debian's names): $*"
    fi
}

python_fits() { # PYTHON: is it new enough, and can it make a venv?
    "$1" -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

find_python() {
    for python in "${PYTHON:-python3}" python3 python3.13 python3.12 python3.11 python3.14; do
        if python_fits "$python"; then
            printf '%s\n' "$python"
            return 0
        fi
    done
    return 1
}

make_venv() {
    python=$(find_python) || {
        say "Python 3.11 or newer with its venv module is needed, and none was found."
        say "Install one, or name it: PYTHON=/path/to/python $0"
        exit 1
    }
    say "Making a Python environment in .venv"
    "$python" -m venv --clear .venv
}

installed() { # SET...: are all of them, as their lock files stand now?
    for name; do
        cmp -s "requirements/$name.txt" ".venv/installed-$name.txt" || return 1
    done
}

install_set() { # SET: pip, and a copy of the lock file when all went well
    if installed "$1"; then return 0; fi
    say "Installing the Python packages to $1 (once; it takes a minute or two)"
    cp "requirements/$1.txt" .venv/installing.txt
    .venv/bin/python -m pip install --quiet --quiet --disable-pip-version-check -r "requirements/$1.txt"
    mv .venv/installing.txt ".venv/installed-$1.txt"
}

venv_is_whole() { # it runs, and no installation in it was cut short
    [ ! -e .venv/installing.txt ] && .venv/bin/python -m pip --version >/dev/null 2>&1
}

set_up_alone() { # SET: nobody else sets up meanwhile
    packages=$(packages_for "$1")
    find_python >/dev/null || packages="python3 python3-venv $packages"
    # shellcheck disable=SC2086
    need_packages $packages
    venv_is_whole || make_venv
    install_set play
    [ "$1" = play ] || install_set "$1"
}

set_up() { # SET
    if [ -x .venv/bin/python ] && installed play "$1"; then return 0; fi
    (
        # Two starts at once: the second waits for the first. Where there is no flock (a Mac) they must not be.
        if command -v flock >/dev/null; then flock 9; fi
        set_up_alone "$1"
    ) 9<requirements
}
