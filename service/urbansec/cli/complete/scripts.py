"""``urbansec completion``: the script that makes a shell ask what can follow."""

from typing import Annotated, Literal

import typer

_BASH = r"""# Completion of urbansec for bash: eval "$(urbansec completion bash)" in ~/.bashrc, or save it as
# ~/.local/share/bash-completion/completions/urbansec
_urbansec() {
  local line mode IFS=$'\n'
  COMPREPLY=()
  while IFS=$'\t' read -r line _; do
    if [ -z "$mode" ]; then mode="$line"; else COMPREPLY+=("$line"); fi
  done < <(_URBANSEC_COMPLETE=bash COMP_LINE="$COMP_LINE" COMP_POINT="$COMP_POINT" COMP_WORDBREAKS="$COMP_WORDBREAKS" "$1" 2>/dev/null)
  case "$mode" in
    nospace) compopt -o nospace ;;
    files) compopt -o default ;;
    folders) compopt -o dirnames ;;
  esac
}
complete -F _urbansec urbansec
"""
_ZSH = r"""#compdef urbansec
# Completion of urbansec for zsh: eval "$(urbansec completion zsh)" in ~/.zshrc after compinit, or save it as _urbansec in a folder of $fpath
_urbansec() {
  local -a lines values shown suffix
  local line mode
  lines=("${(@f)$(_URBANSEC_COMPLETE=zsh ${(Q)words[1]} "${(@Q)words[2,CURRENT]}" 2>/dev/null)}")
  mode=$lines[1]
  for line in "${(@)lines[2,-1]}"; do
    values+=("${line%%$'\t'*}")
    shown+=("${line%%$'\t'*}${${line#*$'\t'}:+  -- ${line#*$'\t'}}")
  done
  case $mode in
    files) _files; return ;;
    folders) _files -/; return ;;
    nospace) suffix=(-S '') ;;
  esac
  (( $#values )) && compadd -U -l "${(@)suffix}" -d shown -a values
}
if [[ $zsh_eval_context[-1] == loadautofunc ]]; then _urbansec "$@"; else compdef _urbansec urbansec; fi
"""
_FISH = r"""# Completion of urbansec for fish: save it as ~/.config/fish/completions/urbansec.fish
function __urbansec_complete
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    set -l command $words[1]
    set -e words[1]
    set -l lines (_URBANSEC_COMPLETE=fish $command $words "$current" 2>/dev/null)
    switch "$lines[1]"
        case files
            __fish_complete_path "$current"
        case folders
            __fish_complete_directories "$current" ''
        case '*'
            set -e lines[1]
            string join -- \n $lines
    end
end
complete -c urbansec -f -a '(__urbansec_complete)'
"""
SCRIPTS = {"bash": _BASH, "zsh": _ZSH, "fish": _FISH}


def completion(shell: Annotated[Literal["bash", "zsh", "fish"], typer.Argument(help="The shell; the first lines of its script say where it goes.")]) -> None:
    """Print the script that lets Tab complete commands, saved questions, their parameters and values.

    Example: eval "$(urbansec completion bash)"
    """
    typer.echo(SCRIPTS[shell], nl=False)
