# Sourced by job scripts: the first act of a job is its claim, so that a second one of the same work ends at once.
# shellcheck shell=sh

# claim ROOT NAME TASK ID RESTART: whether the task belongs to this job. Identity is the name and the scheduler's number
# together: a job that the scheduler has started again finds its own claim. Ends the script with 73 where nothing can be written.
claim() {
  claim_stem=${2%-a*-*}
  claim_folder=$1/claim/$claim_stem
  claim_mine=$claim_folder/.$3.$2.$4.$5.$$
  # the folder appears with its owner in it, by a rename that never replaces a folder with something in it
  { mkdir -p "$claim_folder" && mkdir "$claim_mine" && printf '%s %s\n' "$2" "$4" > "$claim_mine/owner" && [ -s "$claim_mine/owner" ]; } \
    || exit 73
  if mv -T "$claim_mine" "$claim_folder/$3" 2>/dev/null; then return 0; fi
  rm -rf "$claim_mine"
  claim_owner=
  read -r claim_owner < "$claim_folder/$3/owner" || exit 73
  if [ "$claim_owner" = "$2 $4" ]; then
    printf '%s\n' "$5" >> "$claim_folder/$3/restarts"
    return 0
  fi
  printf '%s %s\n' "$2" "$4" >> "$claim_folder/$3/late"
  return 1
}
