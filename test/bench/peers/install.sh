#!/bin/sh
# Installs what peers.bench.ts measures the kernels against into a virtual environment: sh install.sh FOLDER
set -eu
python3 -m venv "$1"
"$1/bin/pip" install --quiet 'jax[cpu]==0.10.2' torch==2.15.0
