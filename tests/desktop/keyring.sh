#!/usr/bin/env bash
# keyring.sh: a real, unlocked gnome-keyring, started by the session's bus whenever it is asked for and none runs, as a
# desktop does. One that was locked, or has ended, comes back unlocked: version 42 ends itself over a program that is killed
# while it asks for a session. Once $SESSION_ROOT/no-keyring is there, none comes.
set -euo pipefail
[ ! -e "$SESSION_ROOT/no-keyring" ] || exit 1
# The password comes on standard input, without a newline. In the foreground, or it would throw away what it says.
exec gnome-keyring-daemon --foreground --unlock --components=secrets --control-directory="$SESSION_ROOT/run/keyring" \
  < <(printf %s "throw-away") >>"$SESSION_ROOT/keyring.log" 2>&1
