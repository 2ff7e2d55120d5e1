#!/bin/bash
# What bash offers after each line, by the completion that `sekisho completion bash` writes.
# completion.sh SEKISHO
set -euo pipefail
eval "$("$1" completion bash)"
failures=0

# offers WORDS EXPECTED: completes the last of WORDS, which are separated by commas.
offers() {
  IFS=, read -r -a COMP_WORDS <<< "$1,"
  COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
  _sekisho
  if [[ ${COMPREPLY[*]-} != "$2" ]]; then
    echo "FAILED: \"$1\": expected \"$2\", got \"${COMPREPLY[*]-}\""
    failures=$((failures + 1))
  fi
}

offers sekisho,ver verify
offers sekisho,ro rollback
offers sekisho,--l --lang
offers sekisho,--lang, "en ja"
offers sekisho,log, "verify search hold key"
offers sekisho,log,verify,--p --partial
offers sekisho,log,verify,--format,j json
offers sekisho,check,--format, "text json"
offers sekisho,check,--format,text,--st --strict
offers sekisho,check, ""  # a file: left to bash
offers sekisho,isolate, "zone device address"
offers sekisho,mode,mon monitor
offers sekisho,check,policy.json,--li --live
offers sekisho,nothing, "$("$1" completion bash | sed -n "s/^    ' ') words='\(.*\)' ;;/\1/p" | tr ' ' '\n' | grep -v '^-' | tr '\n' ' ' | sed 's/ $//')"
[[ $failures -eq 0 ]]
