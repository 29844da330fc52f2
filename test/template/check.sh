#!/usr/bin/env bash
# Runs cfn-lint on the templates and on the output of the SAM transform, because only there it checks the actions of policies.
set -euo pipefail
cd "$(dirname "$0")/../.."
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mock=src/MiniLogin.Playground/template.yaml
shop=samples/shop/template.yaml

# transform NAME TEMPLATE [PARAMETER=VALUE ...]
transform() {
  python3 test/template/transform.py "${@:2}" >"$folder/$1.json"
}

transform x-ray template.yaml Stage=dev Tracing=PassThrough MemorySize=1769
transform full template.yaml Stage=prod DomainName=api.example.com CertificateArn=arn:aws:acm:us-east-1:123456789012:certificate/a HostedZoneId=Z1 CorsOrigin=https://example.com LoginConcurrency=0 AlarmEmail=ops@example.com EncryptTables=own SubnetIds=subnet-1,subnet-2 SecurityGroupIds=sg-1
transform dev template.yaml Stage=dev
transform mock "$mock"
transform shop "$shop" MiniLogin=minilogin-dev UseDomain=false
transform shop-domain "$shop" MiniLogin=minilogin-prod UseDomain=true

cfn-lint -- template.yaml "$mock" "$shop"
# W2001, unused parameter: the transform replaces parameters by their values. The check of the templates themselves covers them.
cfn-lint --ignore-checks W2001 -- "$folder"/*.json

# What a release deploys without a build.
touch "$folder/functions.zip"
eng/release-archive.sh arm64 "$folder/functions.zip" "$folder/arm64"
eng/release-archive.sh x86_64 "$folder/functions.zip" "$folder/x86_64"
cfn-lint -- "$folder"/{arm64,x86_64}/template.yaml
echo "The templates have no findings before and after the SAM transform."
