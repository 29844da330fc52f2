#!/usr/bin/env bash
# Prints template.yaml reduced to what a deleted stack leaves behind: tables, bucket and key. CloudFormation imports with it what exists
# into a new stack. docs/day-two.md explains it.
set -euo pipefail
cd "$(dirname "$0")/.."

awk '
  /^[A-Za-z]/ { section = $1; resource = "" }
  section == "AWSTemplateFormatVersion:" || section == "Parameters:" || section == "Conditions:" { print; next }
  section != "Resources:" { next }
  /^Resources:/ { print; next }
  /^  [A-Za-z]/ { resource = $0; kept = 0 }
  /^    Type:/ { resource = resource "\n" $0; next }
  /^    DeletionPolicy: Retain$/ { print resource; kept = 1 }
  kept { print }
' template.yaml
