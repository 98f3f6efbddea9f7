#!/usr/bin/env bash
# Globus: the official clients (globus-cli, globus-sdk, @globus/sdk) and `ciel globus` against the test service.
exec bash "$(dirname "$0")/globus/run.sh"
