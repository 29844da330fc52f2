#!/usr/bin/env bash
# eng/release-archive.sh PROCESSOR FUNCTIONS_ZIP FOLDER
# Fills a new folder with what deploys a stack without a build: the template, the compiled functions beside it, and the settings of
# `sam deploy`. PROCESSOR, for which the functions were compiled, is arm64 or x86_64.
set -euo pipefail
processor=$1
[[ $processor == arm64 || $processor == x86_64 ]] || { echo "$processor is neither arm64 nor x86_64." >&2; exit 1; }
functions=$(realpath "$2")
mkdir "$3"
folder=$(realpath "$3")
cd "$(dirname "$0")/.."

cp "$functions" "$folder/functions.zip"
cp LICENSE CHANGELOG.md "$folder"

# The default processor is the last value under Globals: Architectures.
awk -v processor="$processor" '
  /^    [A-Za-z]/ { architectures = ($1 == "Architectures:") }
  architectures && /^ +- arm64$/ { sub(/arm64/, processor); replaced++ }
  /^      CodeUri: src\/MiniLogin\.Functions$/ { sub(/src\/MiniLogin\.Functions/, "functions.zip"); functions++ }
  /CodeUri:/ && !/functions\.zip$/ { print "A function has code elsewhere: " $0 >"/dev/stderr"; exit 1 }
  { print }
  END { if (replaced != 1 || !functions) { print "template.yaml has another form than this script expects." >"/dev/stderr"; exit 1 } }
' template.yaml >"$folder/template.yaml"

# Only the settings of deployments: there is nothing to build here.
awk '
  /^#/ { next }
  /^\[/ { kept = /^\[(default|prod)\.(global|deploy)\./ }
  /^version/ || kept { print }
' samconfig.toml >"$folder/samconfig.toml"

cat >"$folder/README.md" <<END
# MiniLogin, ready to deploy

The functions are compiled to native code for $processor. You need the AWS SAM CLI and an AWS profile with a region, but neither the .NET SDK
nor Docker. In this folder:

    sam deploy                       # the dev stack, minilogin-dev
    sam deploy --config-env prod     # the prod stack, minilogin-prod

To upgrade, do the same in the folder of the newer version: parameters keep the values of the stack. Keep settings of your own in a file
outside this folder, and pass its absolute path: sam deploy --config-file /path/to/samconfig.toml

Then register your mini program with the tool: dotnet tool install --global MiniLogin.Cli, and minilogin apps add.
END
