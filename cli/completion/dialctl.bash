# shellcheck shell=bash
# bash completion for dialctl, which itself knows what may stand where.

_dialctl() {
  local candidate word=${COMP_WORDS[COMP_CWORD]}
  COMPREPLY=()
  # bash has "--option=value" as three words.
  [ "$word" != = ] || word=
  while IFS= read -r candidate; do
    candidate=${candidate%%$'\t'*}
    case $candidate in
      :files)
        compopt -o filenames 2>/dev/null
        while IFS= read -r candidate; do COMPREPLY+=("$candidate"); done < <(compgen -f -- "$word")
        ;;
      :directories)
        compopt -o filenames 2>/dev/null
        while IFS= read -r candidate; do COMPREPLY+=("$candidate"); done < <(compgen -d -- "$word")
        ;;
      *)
        printf -v candidate %q "$candidate"
        COMPREPLY+=("$candidate")
        ;;
    esac
  done < <("${COMP_WORDS[0]}" __complete "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -F _dialctl dialctl
