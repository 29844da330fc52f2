#!/usr/bin/env bash
# Follows the section "Add your own functions" of README.md as it is written, in an empty folder: test/packages/ten-minutes.sh FEED [FEED ...]
# Each FEED is a folder of packages: those of this repository, and Amazon's where the machine's feed lacks them. Prints how long each
# command took. Then makes an app with another name and tests it too. Fails if anything fails or a test is skipped.
# Needs the .NET SDK, Node.js and curl. sam build is left out where the SAM CLI is not installed, sam deploy always;
# lambda.mjs stands for sam local start-lambda.
# MINILOGIN_DYNAMODB: the URL of a DynamoDB to use instead of dynalite from npm.
set -euo pipefail
[[ $# -ge 1 ]] || { echo "usage: test/packages/ten-minutes.sh FEED [FEED ...]" >&2; exit 2; }
feeds=()
for feed in "$@"; do
  feeds+=("$(cd "$feed" && pwd)")
done
here=$(cd "$(dirname "$0")" && pwd)
readme=$here/../../README.md
folder=$(mktemp -d)
started=()
cleanup() {
  for process in "${started[@]}"; do
    kill -- "-$process" 2>/dev/null || true
  done
  rm -rf "$folder"
}
trap cleanup EXIT

# Nothing of this machine's user is changed: templates, tools and packages go into the folder.
export DOTNET_CLI_HOME=$folder/home NUGET_PACKAGES=${NUGET_PACKAGES:-$folder/packages}
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_GENERATE_ASPNET_CERTIFICATE=false MSBUILDDISABLENODEREUSE=1 DOTNET_WATCH_SUPPRESS_EMOJIS=1 DOTNET_WATCH_SUPPRESS_LAUNCH_BROWSER=1
export PATH=$folder/home/.dotnet/tools:$PATH
mkdir -p "$folder/home" "$folder/work"
cd "$folder/work"
{
  echo "<configuration><packageSources>"
  for feed in "${feeds[@]}"; do
    echo "<add key=\"$feed\" value=\"$feed\" />"
  done
  echo "</packageSources></configuration>"
} >nuget.config

free_port() {
  node -e 'const server = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(server.address().port); server.close(); })'
}
playground_port=$(free_port)
dynamodb_port=$(free_port)
lambda_port=$(free_port)
tool_port=$(free_port)

# wait_for URL LOG: until the address answers, with any status.
wait_for() {
  for ((i = 0; i < 1500; i++)); do
    if curl -s -o /dev/null "$1"; then
      return
    fi
    sleep 0.2
  done
  cat "$2"
  echo "$1 does not answer."
  return 1
}

# start URL COMMAND: runs a command that does not end, until the script does.
start() {
  local log=$folder/started-${#started[@]}.log
  set -m
  eval "$2" >"$log" 2>&1 </dev/null &
  set +m
  started+=($!)
  wait_for "$1" "$log"
}

# The function in JavaScript gets what the authorizer knows.
asked_who_am_i() {
  local code token
  code=$(curl -s "localhost:$tool_port/playground/wx/login" -H 'Content-Type: application/json' -d '{"user":"lilei"}' | cut -d'"' -f4)
  token=$(curl -s "localhost:$tool_port/login" -H 'Content-Type: application/json' -d '{"code":"'"$code"'"}' | cut -d'"' -f4)
  curl -s "localhost:$tool_port/shop/whoami" -H "Authorization: Bearer $token" >"$folder/whoami"
  cat "$folder/whoami"
  grep -qE '^\{"userKey":"(wx[0-9a-f]{16})#(o[^"]{27})","appId":"\1","openId":"\2","sessionId":"[a-z2-7]{16}"\}$' "$folder/whoami"
}

# tested NAME: runs the tests of the app in this folder.
tested() {
  dotnet test >"$folder/test.log" 2>&1 || { cat "$folder/test.log"; return 1; }
  tail -1 "$folder/test.log"
  grep -qE 'Passed! .*Failed: +0, Passed: +[1-9][0-9]*, Skipped: +0' "$folder/test.log" || { echo "$1: not all tests ran."; return 1; }
}

# run COMMAND: one line of the README.
run() {
  case $1 in
    "sam local start-lambda")
      # It needs Docker.
      start "http://127.0.0.1:$lambda_port" "node '$here/lambda.mjs' $lambda_port src/whoami"
      ;;
    "sam build")
      if command -v sam >/dev/null; then eval "$1"; else echo "   left out: the SAM CLI is not installed"; fi
      ;;
    "sam deploy"*)
      echo "   left out: needs an AWS account"
      ;;
    minilogin-playground\ *)
      start "http://localhost:$tool_port/session" "$1 --urls http://localhost:$tool_port" && asked_who_am_i
      ;;
    npx\ dynalite\ *)
      if [[ -z ${MINILOGIN_DYNAMODB:-} ]]; then
        start "http://127.0.0.1:$dynamodb_port" "${1/npx/npx --yes}" || return 1
        export MINILOGIN_DYNAMODB=http://127.0.0.1:$dynamodb_port
      fi
      ;;
    "dotnet watch "*)
      start "http://localhost:$playground_port/session" "$1 --urls http://localhost:$playground_port"
      ;;
    "dotnet test")
      tested "The README's app"
      ;;
    *)
      eval "$1"
      ;;
  esac
}

# since MILLISECONDS
since() {
  echo $(($(date +%s%3N) - $1))
}

mapfile -t commands < <(sed -n '/^## Add your own functions$/,/^## /p' "$readme" | grep '^    ' | sed 's/^    //')
[[ ${#commands[@]} -gt 8 ]]
begin=$(date +%s%3N)
for command in "${commands[@]}"; do
  echo "> $command"
  at=$(date +%s%3N)
  command=${command//localhost:5080/localhost:$playground_port}
  command=${command//--port 8000/--port $dynamodb_port}
  command=${command//127.0.0.1:3001/127.0.0.1:$lambda_port}
  if [[ -n ${MINILOGIN_DYNAMODB:-} ]]; then
    command=${command//http:\/\/localhost:8000/$MINILOGIN_DYNAMODB}
  fi
  # Not a pipe: the commands set variables and change the folder.
  run "$command" >"$folder/output" 2>&1 || { cat "$folder/output"; exit 1; }
  cat "$folder/output"
  echo "   $(since "$at") ms"
  # The list of orders is what all this is for.
  if [[ $command == *"/shop/orders -H"*'"' ]]; then
    grep -q '"orders":\[{"id":"[^"]*","title":"Green tea","quantity":2,' "$folder/output"
    listed=$(since "$begin")
  fi
done
echo
echo "From an empty folder to listed orders: ${listed:?} ms"

# served WHAT COMMAND: until the command succeeds.
served() {
  local at
  at=$(date +%s%3N)
  until eval "$2"; do
    [[ $(since "$at") -lt 60000 ]] || { echo "$1 is not served."; cat "$folder"/started-*.log; exit 1; }
    sleep 0.1
  done
  echo "$1 was served after $(since "$at") ms"
}

# dotnet watch serves a changed body and a new function without a restart. A restart would write the banner again.
sed -i 's/max-age=300/max-age=301/' src/Shop/ProductFunctions.cs
served "A changed function" 'curl -si "localhost:$playground_port/shop/products" | grep -q max-age=301'
sed -i '$d' src/Shop/ProductFunctions.cs
cat >>src/Shop/ProductFunctions.cs <<'END'

    [LambdaFunction(ResourceName = nameof(CountProducts))]
    [HttpApi(LambdaHttpMethod.Get, "/products/count")]
    public string CountProducts() => "three";
}
END
served "A new function" '[[ $(curl -s "localhost:$playground_port/shop/products/count" -H "Authorization: Bearer $token") == three ]]'
for log in "$folder"/started-*.log; do
  [[ $(grep -c "Press Ctrl+C to stop." "$log") -le 1 ]] || { cat "$log"; echo "The Playground was restarted."; exit 1; }
done

# Another name: it has a dot, and its last part begins with a lower-case letter.
cd ..
echo "> dotnet new minilogin-app -n Acme.iOrders"
dotnet new minilogin-app -n Acme.iOrders --mini-login acme-login
cd Acme.iOrders
if grep -rniE 'shop|minilogin-dev' . || find . -iname '*shop*' | grep .; then
  echo "The name of the sample is left in the new app."
  exit 1
fi
before=$(sha256sum template.yaml)
dotnet build -warnaserror
[[ $(sha256sum template.yaml) == "$before" ]] || { echo "The build has changed template.yaml."; exit 1; }
tested "Acme.iOrders"
