#!/usr/bin/env bash
# bus.sh OPTION...: the session's bus. What it says of each start of the keyring is none of the tests' output.
exec dbus-daemon "$@" 2>>"$SESSION_ROOT/bus.log"
