#!/usr/bin/env bash
# Emails the AlarmEmail of a stack when the AWS account has spent 80 % of a monthly amount, or will spend more than it.
# Needs the AWS CLI version 2. docs/day-two.md explains it.
set -euo pipefail

usage() {
  echo "Usage: eng/budget.sh STACK USD|off [aws options, such as --profile NAME or --region NAME]" >&2
  exit 2
}

[[ $# -ge 2 && $1 != -* && $2 =~ ^([1-9][0-9]*|off)$ ]] || usage
stack=$1
amount=$2
options=("${@:3}")

call() {
  aws "$@" ${options[@]+"${options[@]}"} </dev/null
}

email=$(call cloudformation describe-stacks --stack-name "$stack" \
  --query "Stacks[0].Parameters[?ParameterKey=='AlarmEmail'].ParameterValue" --output text)
if [[ $amount != off && $email != *@* ]]; then
  echo "$stack has no AlarmEmail. Set it with: sam deploy --parameter-overrides AlarmEmail=you@example.com" >&2
  exit 1
fi

account=$(call sts get-caller-identity --query Account --output text)
names=$(call budgets describe-budgets --account-id "$account" --query "Budgets[].BudgetName" --output text)
if tr '\t' '\n' <<<"$names" | grep -qx "$stack"; then
  call budgets delete-budget --account-id "$account" --budget-name "$stack"
fi

if [[ $amount == off ]]; then
  echo "$stack: no budget"
  exit
fi

# notification TYPE PERCENT
notification() {
  echo '{"Notification":{"NotificationType":"'"$1"'","ComparisonOperator":"GREATER_THAN","Threshold":'"$2"',"ThresholdType":"PERCENTAGE"},"Subscribers":[{"SubscriptionType":"EMAIL","Address":"'"$email"'"}]}'
}

call budgets create-budget --account-id "$account" \
  --budget '{"BudgetName":"'"$stack"'","BudgetType":"COST","TimeUnit":"MONTHLY","BudgetLimit":{"Amount":"'"$amount"'","Unit":"USD"}}' \
  --notifications-with-subscribers "[$(notification ACTUAL 80),$(notification FORECASTED 100)]"
echo "$stack: budget of $amount USD a month for the whole account, reported to $email"
