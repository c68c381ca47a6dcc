#!/usr/bin/env bash
# session.sh CMD...: runs CMD with a private D-Bus session and a real, unlocked gnome-keyring (Secret Service), and with
# a private X server where SESSION_DISPLAY=1, of SESSION_SCREEN pixels (1280x800). All state lies under one throw-away
# folder, $SESSION_ROOT. SESSION_KEYRING=none leaves the keyring out: the machine without a keychain. KEEP=1 keeps the folder.
set -euo pipefail
here=$(dirname "$(readlink -f "$0")")
if [ "${SESSION_INNER:-}" != 1 ]; then
  SESSION_ROOT=$(mktemp -d "${TMPDIR:-/tmp}/keyrack-session.XXXXXX")
  export SESSION_ROOT SESSION_INNER=1
  mkdir -m 700 "$SESSION_ROOT"/{home,run,data,config,cache,tmp,services}
  export CARGO_HOME=${CARGO_HOME:-$HOME/.cargo} RUSTUP_HOME=${RUSTUP_HOME:-$HOME/.rustup}
  export HOME=$SESSION_ROOT/home XDG_RUNTIME_DIR=$SESSION_ROOT/run XDG_DATA_HOME=$SESSION_ROOT/data \
         XDG_CONFIG_HOME=$SESSION_ROOT/config XDG_CACHE_HOME=$SESSION_ROOT/cache TMPDIR=$SESSION_ROOT/tmp
  unset DBUS_SESSION_BUS_ADDRESS WAYLAND_DISPLAY GNOME_KEYRING_CONTROL SSH_AUTH_SOCK
  export GDK_BACKEND=x11 NO_AT_BRIDGE=1 LANG=C.UTF-8
  finish() {
    [ -z "${xvfb:-}" ] || { kill "$xvfb" 2>/dev/null || true; wait "$xvfb" 2>/dev/null || true; }
    pkill -KILL -f "gnome-keyring-daemon.*$SESSION_ROOT" 2>/dev/null || true
    [ -n "${KEEP:-}" ] || rm -rf "$SESSION_ROOT"
  }
  trap finish EXIT
  if [ "${SESSION_DISPLAY:-}" = 1 ]; then
    exec {display_fd}<> <(:)                   # -displayfd: the server picks a free number by itself, no race
    Xvfb -displayfd "$display_fd" -screen 0 "${SESSION_SCREEN:-1280x800}x24" -nolisten tcp -noreset >"$SESSION_ROOT/xvfb.log" 2>&1 &
    xvfb=$!
    read -r -t 20 -u "$display_fd" display_number
    export DISPLAY=:$display_number
  else
    unset DISPLAY
  fi
  sed "s|SESSION_ROOT|$SESSION_ROOT|" "$here/bus.conf" >"$SESSION_ROOT/bus.conf"
  printf '[D-BUS Service]\nName=org.freedesktop.secrets\nExec="%s"\n' "$here/keyring.sh" >"$SESSION_ROOT/services/org.freedesktop.secrets.service"
  [ "${SESSION_KEYRING:-}" != none ] || touch "$SESSION_ROOT/no-keyring"
  rc=0; dbus-run-session --dbus-daemon="$here/bus.sh" --config-file="$SESSION_ROOT/bus.conf" -- "$0" "$@" || rc=$?
  # A keyring that ended by itself may have taken its test with it.
  [ "$rc" = 0 ] || grep -hs ERROR "$SESSION_ROOT/keyring.log" >&2 || true
  exit $rc
fi
if [ "${SESSION_KEYRING:-}" != none ]; then
  for _ in $(seq 100); do                      # go on only when the default collection exists and is unlocked
    if busctl --user --address="$DBUS_SESSION_BUS_ADDRESS" get-property org.freedesktop.secrets \
         /org/freedesktop/secrets/aliases/default org.freedesktop.Secret.Collection Locked 2>/dev/null | grep -q 'b false'; then unlocked=1; break; fi
    sleep 0.1
  done
  [ "${unlocked:-}" = 1 ] || { echo "the test keyring did not unlock" >&2; cat "$SESSION_ROOT/keyring.log" >&2; exit 97; }
fi
"$@"
