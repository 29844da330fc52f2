#!/usr/bin/env bash
# Logs in through sam local, following docs/operations.md: a DynamoDB API server, the Playground, start-api, invoke.
# Needs the SAM CLI, Docker, the .NET SDK, npm, Linux on x64, the real Lambda packages, and a previous `sam build --config-env local`.
set -euo pipefail
cd "$(dirname "$0")/../.."
trap 'kill $(jobs -p) 2>/dev/null || true' EXIT

wait_for() {
  for _ in $(seq 120); do
    curl -s -o /dev/null "$1" && return
    sleep 1
  done
  echo "No answer from $1." >&2
  return 1
}

# expect NAME PATTERN TEXT
expect() {
  if [[ $3 =~ $2 ]]; then
    echo "ok: $1"
  else
    echo "FAILED: $1: $3" >&2
    return 1
  fi
}

dotnet build src/MiniLogin.Playground -v q -nologo
npm ci --prefix test/dynamodb --no-audit --no-fund >/dev/null
test/dynamodb/node_modules/@dynoxide/linux-x64/dynoxide serve --host 0.0.0.0 --port 8000 >/dev/null &
wait_for http://localhost:8000
dotnet run --no-build --project src/MiniLogin.Playground -- --urls 'http://*:5080' --dynamodb http://localhost:8000 >/dev/null &
wait_for http://localhost:5080
sam local start-api --config-env local &
wait_for http://localhost:3000/no-such-route

code=$(curl -s localhost:5080/playground/wx/login -H 'Content-Type: application/json' -d '{"user":"lilei"}' | cut -d'"' -f4)
login=$(curl -s localhost:3000/login -H 'Content-Type: application/json' -d '{"code":"'"$code"'"}')
expect 'POST /login' '"isNewUser":true' "$login"
token=$(cut -d'"' -f4 <<<"$login")
expect 'GET /session' "\"id\":\"${token%%.*}\"" "$(curl -s localhost:3000/session -H "Authorization: Bearer $token")"
expect 'GET /session without a token' '"code":"session_invalid"' "$(curl -s localhost:3000/session)"
expect 'sam local invoke Login' '"statusCode": ?200' "$(curl -s localhost:5080/playground/events/login | sam local invoke Login -e - --config-env local)"
expect 'sam local invoke ShowSession' '"statusCode": ?200' "$(curl -s localhost:5080/playground/events/show-session | sam local invoke ShowSession -e - --config-env local)"
