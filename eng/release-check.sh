#!/usr/bin/env bash
# eng/release-check.sh TAG REPOSITORY_URL
# Checks what a release needs before anything is published, and prints the version and the section of CHANGELOG.md as its notes.
set -euo pipefail
cd "$(dirname "$0")/.."
tag=$1
repository=$2

fail() {
  echo "$1" >&2
  exit 1
}

# A version such as 1.2.3 or 1.2.3-rc.1.
[[ $tag =~ ^v((0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)(-[0-9A-Za-z.-]+)?)$ ]] || fail "The tag $tag is not v and a version, such as v1.2.3 or v1.2.3-rc.1."
version=${BASH_REMATCH[1]}

address=$(sed -n 's|.*<RepositoryUrl>\(.*\)</RepositoryUrl>.*|\1|p' src/Directory.Build.props)
[[ $address != *OWNER* ]] || fail "RepositoryUrl in src/Directory.Build.props is still the placeholder $address. Set it to $repository: the packages link to it."
[[ $address == "$repository" ]] || fail "RepositoryUrl in src/Directory.Build.props is $address, but this is $repository."

notes=$(awk -v heading="## [$version]" 'index($0, heading) == 1 { found = 1; next } found && (/^## / || /^\[/) { exit } found' CHANGELOG.md)
[[ $notes =~ [^[:space:]] ]] || fail "CHANGELOG.md has no section [$version]. Rename \"Unreleased\" to \"[$version] - $(date -u +%F)\" in the commit that gets the tag."

echo "$version"
echo "$notes"
