# Ground truth: what was really done, when, and the words that must be found in a log because of it.
# One line a stage and one an action, tab-separated, in the order of happening; truth.py makes the JSON of it.

now_ms() { date +%s%3N; }

# begin_stage ID ORDER HOST FROM ACCOUNT TITLE
begin_stage() { printf 'begin\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n' "$(now_ms)" "$@" >> "$RUN/truth.tsv"; echo "  stage $2 $1"; }
end_stage() { printf 'end\t%s\n' "$(now_ms)" >> "$RUN/truth.tsv"; }

# did WHAT [LOG LITERAL]… : an action, and where its trace must be. LOG is short: jump1:audit, time1:tracking …
did() { local IFS=$'\t'; printf 'act\t%s\t%s\n' "$(now_ms)" "$*" >> "$RUN/truth.tsv"; }

# say COMMAND [LOG LITERAL]… : a line typed into a session, then time for it to work.
say() { did "$@"; printf '%s\n' "$1"; sleep "${PACE:-0.9}"; }

# hush COMMAND : typed as well, but of no importance to the story.
hush() { printf '%s\n' "$1"; sleep "${PACE:-0.9}"; }

# from_outside ADDRESS USER PASSWORD HOST : a terminal session; what it types comes from standard input.
from_outside() {
  in_host outside1 timeout 60 sshpass -p "$3" ssh -tt -b "$1" "$2@$4" >> "$RUN/sessions.log" 2>&1
}

# from_desk ADDRESS USER HOST [COMMAND] : an operator with the operator's own key.
from_desk() {
  local address=$1 user=$2 host=$3; shift 3
  in_host ops1 timeout 60 ssh -b "$address" -i "/root/.ssh/$user" "$user@$host" "$@" </dev/null >> "$RUN/sessions.log" 2>&1 || true
}
