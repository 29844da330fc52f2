#!/usr/bin/env bash
# cfn-lint on template.yaml, and on what the SAM transform makes of it: only there are the policies' actions looked at.
set -euo pipefail
cd "$(dirname "$0")/../.."
transformed=$(mktemp --suffix=.json)
trap 'rm -f "$transformed"' EXIT
cfn-lint template.yaml
python3 test/template/transform.py >"$transformed"
cfn-lint "$transformed"
echo "template.yaml: clean before and after the SAM transform."
