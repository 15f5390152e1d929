#!/usr/bin/env bash
# For any other CI: validates DATA by SHAPES and leaves reports in REPORTS. Exit codes: 0 conforms, 1 does not, 2 could not run.
#
#   DATA=data SHAPES=shapes REPORTS=reports BASELINE=known.json ./ci.sh
set -euo pipefail

DATA="${DATA:-data}"
SHAPES="${SHAPES:-shapes}"
REPORTS="${REPORTS:-reports}"
words=("--shapes=$SHAPES")
if [ -n "${BASELINE:-}" ]; then words+=("--baseline=$BASELINE"); fi

mkdir -p "$REPORTS"
for format in junit sarif html json; do
  case "$format" in junit) ending=xml ;; *) ending="$format" ;; esac
  # 1 says that the data do not conform, which the last run tells; anything else stops here.
  urbansec validate "${words[@]}" "--format=$format" "--output=$REPORTS/urbansec.$ending" -- "$DATA" || { code="$?"; [ "$code" -eq 1 ] || exit "$code"; }
done
urbansec validate "${words[@]}" -- "$DATA"
