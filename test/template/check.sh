#!/usr/bin/env bash
# cfn-lint on template.yaml, and on what the SAM transform makes of it: only there are the policies' actions looked at.
set -euo pipefail
cd "$(dirname "$0")/../.."
transformed=$(mktemp --suffix=.json)
trap 'rm -f "$transformed"' EXIT

check() {
  python3 test/template/transform.py "$@" >"$transformed"
  # W2001: the transform puts parameters in, and the template no longer refers to them. In template.yaml itself each is used.
  cfn-lint --ignore-checks W2001 -- "$transformed"
}

cfn-lint template.yaml
check Stage=dev Tracing=PassThrough MemorySize=1769
check Stage=prod DomainName=api.example.com CertificateArn=arn:aws:acm:us-east-1:123456789012:certificate/a HostedZoneId=Z1 CorsOrigin=https://example.com LoginConcurrency=0 AlarmEmail=ops@example.com EncryptTables=own SubnetIds=subnet-1,subnet-2 SecurityGroupIds=sg-1
check Stage=dev
echo "template.yaml: clean before and after the SAM transform."
