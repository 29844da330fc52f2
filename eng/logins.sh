#!/usr/bin/env bash
# Switches the logins of a stack off or on within seconds, without a deployment. Sessions keep working.
# Needs the AWS CLI version 2. docs/day-two.md explains it.
set -euo pipefail

usage() {
  echo "Usage: eng/logins.sh off|on|status STACK [aws options, such as --profile NAME or --region NAME]" >&2
  exit 2
}

[[ $# -ge 2 && $1 =~ ^(off|on|status)$ && $2 != -* ]] || usage
action=$1
stack=$2
options=("${@:3}")

call() {
  aws "$@" ${options[@]+"${options[@]}"} </dev/null
}

# The concurrency that the last deployment reserved; -1: none.
deployed=$(call cloudformation describe-stacks --stack-name "$stack" \
  --query "Stacks[0].Parameters[?ParameterKey=='LoginConcurrency'].ParameterValue" --output text)
[[ $deployed =~ ^(-1|[0-9]+)$ ]] || { echo "$stack has no parameter LoginConcurrency; is it a MiniLogin stack?" >&2; exit 1; }

if [[ $action == on && $deployed == 0 ]]; then
  echo "$stack is deployed with LoginConcurrency=0. Switch logins on with: sam deploy --parameter-overrides LoginConcurrency=-1" >&2
  exit 1
fi

name_of() {
  call cloudformation describe-stack-resource --stack-name "$stack" --logical-resource-id "$1" \
    --query StackResourceDetail.PhysicalResourceId --output text
}

# off, on or status of one function. Prints the state.
change() {
  if [[ $action == off ]]; then
    call lambda put-function-concurrency --function-name "$2" --reserved-concurrent-executions 0 >/dev/null || return
  elif [[ $action == on && $deployed == -1 ]]; then
    call lambda delete-function-concurrency --function-name "$2" || return
  elif [[ $action == on ]]; then
    call lambda put-function-concurrency --function-name "$2" --reserved-concurrent-executions "$deployed" >/dev/null || return
  fi

  local reserved
  reserved=$(call lambda get-function-concurrency --function-name "$2" --query ReservedConcurrentExecutions --output text) || return
  case $reserved in
    0) echo "$1: off" ;;
    [0-9]*) echo "$1: on, at most $reserved at a time" ;;
    *) echo "$1: on" ;;
  esac
}

login=$(name_of Login)
wafer=$(name_of WaferLogin)
failed=0
change Login "$login" || failed=1
change WaferLogin "$wafer" || failed=1
[[ $failed -eq 0 ]] || { echo "Not both functions were changed. Try again: eng/logins.sh $action $stack${options[*]:+ ${options[*]}}" >&2; exit 1; }
