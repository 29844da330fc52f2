#!/usr/bin/env bash
# Packs everything from a copy of the sources and uses the packages as their users do: a project that refers to them, the tools, and
# the template as the README says.
# If the package feed lacks Amazon's packages, stubs stand for them, here and nowhere else.
# Needs the .NET SDK, git, Python 3, Node.js with npm, and curl.
set -euo pipefail
cd "$(dirname "$0")/../.."
folder=$(mktemp -d)
trap '[[ -n ${KEEP:-} ]] || rm -rf "$folder"' EXIT
sources=$folder/sources
feed=$folder/feed
version=9.8.7

# The machine's package folder is only read. What it lacks, and the packages made here, go into a folder of this test.
RestoreFallbackFolders=$(dotnet nuget locals global-packages --list | sed 's/^global-packages: //')
export RestoreFallbackFolders NUGET_PACKAGES=$folder/packages
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 MSBUILDDISABLENODEREUSE=1 ContinuousIntegrationBuild=true RunAnalyzers=false

step() {
  echo "-- $1, after $SECONDS s"
}

# A repository of its own, with a tag.
copy_sources() {
  mkdir "$sources"
  tar -c --exclude=./.git --exclude=bin --exclude=obj --exclude=node_modules --exclude=./artifacts --exclude=.aws-sam --exclude=TestResults . | tar -x -C "$sources"
  git -C "$sources" init --quiet
  git -C "$sources" remote add origin https://github.com/example/minilogin.git
  git -C "$sources" add --all
  git -C "$sources" -c user.name=test -c user.email=test@example.com -c commit.gpgsign=false commit --quiet --message "Release"
  git -C "$sources" tag "v$version"
}

make_stubs() {
  local packages
  packages=$(dotnet msbuild "$sources/eng/lambda-probe/probe.csproj" -t:Probe -getProperty:LambdaPackages)
  if [[ $packages == false ]]; then
    # Without them, packing is refused.
    if dotnet pack "$sources/src/MiniLogin.Playground" -c Release -o "$feed" -v:q >"$folder/refused.log" || ! grep -q "error MINILOGIN004: MiniLogin.Playground was built with stand-ins" "$folder/refused.log" || [[ -e $feed ]]; then
      cat "$folder/refused.log"
      echo "A package with stand-ins was not refused."
      exit 1
    fi
    dotnet build "$sources/eng/lambda-standins" -c Release -p:LambdaPackages=false -v:q
    python3 "$sources/test/packages/stubs.py" "$sources" "$folder/stubs"
    export RestoreAdditionalProjectSources=$folder/stubs
  fi
}

pack() {
  dotnet pack "$sources/eng/pack.proj" -c Release -o "$feed" -v:q
  RestoreAdditionalProjectSources=${RestoreAdditionalProjectSources:+$RestoreAdditionalProjectSources;}$feed
  export RestoreAdditionalProjectSources
}

# Outside the repository, so that its settings do not apply.
inspect() {
  cp "$sources/test/packages/inspect.cs" "$folder/inspect.cs"
  dotnet run "$folder/inspect.cs" -- "$feed" "$version" "$(git -C "$sources" rev-parse HEAD)" "$(dotnet msbuild "$sources/src/MiniLogin" -getProperty:RepositoryUrl)"
}

consume() {
  cp -r "$sources/test/packages/consumer" "$folder/consumer"
  dotnet run --project "$folder/consumer" -p:MiniLoginVersion=$version
}

run_tools() {
  local tool
  for tool in MiniLogin.Cli MiniLogin.Playground.Tool; do
    dotnet tool install "$tool" --version $version --source "$feed" --tool-path "$folder/tools"
  done
  "$folder/tools/minilogin" --help >/dev/null
  "$folder/tools/minilogin-playground" --help >/dev/null
  [[ $("$folder/tools/minilogin" --version) == "$version"* ]]
}

# The section "Add your own functions" of the README, and an app of another name.
follow_readme() {
  mkdir "$folder/all"
  cp "$feed"/*.nupkg "$folder/all"
  [[ ! -e $folder/stubs ]] || cp "$folder"/stubs/*.nupkg "$folder/all"
  env -u RunAnalyzers -u ContinuousIntegrationBuild "$sources/test/packages/ten-minutes.sh" "$folder/all"
}

for part in copy_sources make_stubs pack inspect consume run_tools follow_readme; do
  step "$part"
  "$part"
done
step "The packages work"
