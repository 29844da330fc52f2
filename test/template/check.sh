#!/usr/bin/env bash
# Runs cfn-lint on the templates and on the output of the SAM transform, because only there it checks the actions of policies.
set -euo pipefail
cd "$(dirname "$0")/../.."
transformed=$(mktemp --suffix=.json)
trap 'rm -f "$transformed"' EXIT

# check TEMPLATE [PARAMETER=VALUE ...]
check() {
  python3 test/template/transform.py "$@" >"$transformed"
  # W2001, unused parameter: the transform replaces parameters by their values. The check of template.yaml itself covers them.
  cfn-lint --ignore-checks W2001 -- "$transformed"
}

cfn-lint template.yaml
check template.yaml Stage=dev Tracing=PassThrough MemorySize=1769
check template.yaml Stage=prod DomainName=api.example.com CertificateArn=arn:aws:acm:us-east-1:123456789012:certificate/a HostedZoneId=Z1 CorsOrigin=https://example.com LoginConcurrency=0 AlarmEmail=ops@example.com EncryptTables=own SubnetIds=subnet-1,subnet-2 SecurityGroupIds=sg-1
check template.yaml Stage=dev
echo "template.yaml: no findings before and after the SAM transform."

mock=src/MiniLogin.Playground/template.yaml
cfn-lint "$mock"
check "$mock"
echo "$mock: no findings before and after the SAM transform."
