#!/usr/bin/env bash
# Points the alias "live" of a stack's functions to an earlier version. Without --apply it only prints what it would do.
# Needs the AWS CLI version 2. docs/day-two.md explains it.
set -euo pipefail

usage() {
  cat >&2 <<'TEXT'
Usage: eng/rollback.sh STACK [FUNCTION=VERSION ...] [--apply] [aws options, such as --profile NAME or --region NAME]

Without FUNCTION=VERSION, each function with an alias goes to the version before its current one.
With it, only the named functions change. FUNCTION is a name in template.yaml, such as Login.
TEXT
  exit 2
}

stack=
apply=
named=()
options=()
while [[ $# -gt 0 ]]; do
  case $1 in
    --apply) apply=yes ;;
    --help) usage ;;
    --*=*) options+=("$1") ;;
    --profile | --region | --endpoint-url) [[ $# -ge 2 ]] || usage; options+=("$1" "$2"); shift ;;
    -*) usage ;;
    *)
      if [[ -z $stack ]]; then
        stack=$1
      elif [[ $1 =~ ^[A-Za-z0-9]+=[1-9][0-9]*$ ]]; then
        named+=("$1")
      else
        usage
      fi
      ;;
  esac
  shift
done
[[ -n $stack ]] || usage

call() {
  aws "$@" ${options[@]+"${options[@]}"} </dev/null
}

# The version that was named for a function, or nothing.
named_version() {
  local each
  for each in ${named[@]+"${named[@]}"}; do
    [[ ${each%%=*} != "$1" ]] || echo "${each#*=}"
  done
}

# Each alias "live" is a resource FUNCTIONAliaslive, whose id is the ARN …:function:NAME:live.
aliases=$(call cloudformation list-stack-resources --stack-name "$stack" \
  --query "StackResourceSummaries[?ResourceType=='AWS::Lambda::Alias'].[LogicalResourceId,PhysicalResourceId]" --output text)
[[ -n $aliases ]] || { echo "$stack has no functions with an alias; is it a MiniLogin stack?" >&2; exit 1; }

for each in ${named[@]+"${named[@]}"}; do
  grep -q "^${each%%=*}Aliaslive[[:space:]]" <<<"$aliases" || { echo "$stack has no function ${each%%=*} with an alias. Nothing was changed." >&2; exit 1; }
done

# First the whole plan, so that nothing changes if a part of it is impossible.
plan=()
arguments=()
while read -r resource arn; do
  function=${resource%Aliaslive}
  [[ ${#named[@]} -eq 0 || -n $(named_version "$function") ]] || continue
  name=${arn#*:function:}
  name=${name%:live}

  read -r current revision canary < <(call lambda get-alias --function-name "$name" --name live \
    --query "[FunctionVersion, RevisionId, RoutingConfig.AdditionalVersionWeights && 'canary' || 'none']" --output text)
  if [[ $canary == canary ]]; then
    echo "$function: a release is running. Stop it with: aws cloudformation cancel-update-stack --stack-name $stack. Nothing was changed." >&2
    exit 1
  fi

  versions=$(call lambda list-versions-by-function --function-name "$name" --query "Versions[].Version" --output text |
    tr '[:space:]' '\n' | grep -E '^[0-9]+$' | sort -n)
  target=$(named_version "$function")
  if [[ -z $target ]]; then
    target=$(awk -v current="$current" '$1 < current' <<<"$versions" | tail -n 1)
    [[ -n $target ]] || { echo "$function: version $current has no earlier version. Name the functions to change as FUNCTION=VERSION. Nothing was changed." >&2; exit 1; }
  elif ! grep -qx "$target" <<<"$versions"; then
    echo "$function: there is no version $target, only $(paste -sd ' ' - <<<"$versions"). Nothing was changed." >&2
    exit 1
  fi
  plan+=("$function $name $current $target $revision")
  arguments+=("$function=$target")
done <<<"$aliases"

failed=0
for each in "${plan[@]}"; do
  read -r function name current target revision <<<"$each"
  if [[ $current == "$target" ]]; then
    echo "$function: already at $target"
  elif [[ -z $apply ]]; then
    echo "$function: would go from $current to $target"
  elif call lambda update-alias --function-name "$name" --name live --function-version "$target" --revision-id "$revision" >/dev/null; then
    echo "$function: went from $current to $target"
  else
    echo "$function: still at $current" >&2
    failed=1
  fi
done

if [[ -z $apply ]]; then
  echo "Nothing was changed. To do it: eng/rollback.sh $stack ${arguments[*]} --apply${options[*]:+ ${options[*]}}"
elif [[ $failed -ne 0 ]]; then
  echo "Not all functions were changed. Try again: eng/rollback.sh $stack ${arguments[*]} --apply${options[*]:+ ${options[*]}}" >&2
  exit 1
fi
