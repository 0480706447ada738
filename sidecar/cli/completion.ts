import { Argument, Command } from 'commander';

/** `girok completion bash`: a script that knows every command and option of this version. */
export function completionCommand(): Command {
  const command = new Command('completion').description('Print a script that completes commands and options with Tab');
  return command
    .addArgument(new Argument('<shell>', 'your shell').choices(['bash', 'zsh']))
    .addHelpText(
      'after',
      '\nFor bash, in ~/.bashrc: source <(girok completion bash)\nFor zsh, in ~/.zshrc: source <(girok completion zsh)'
    )
    .action((shell: string) => {
      const script = completionScript(command.parent!);
      process.stdout.write(shell === 'zsh' ? `autoload -U +X bashcompinit && bashcompinit\n${script}` : script);
    });
}

/** A bash script; zsh understands it through bashcompinit. What is no command or option completes as a file. */
export function completionScript(program: Command): string {
  const cases = wordsByPath(program).map(([path, words]) => `    "${path}") words="${words.join(' ')}" ;;`);
  return `_girok() {
  local path="" words="" word
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    [[ "$word" == -* ]] || path="$path \${word}"
  done
  case "\${path# }" in
${cases.join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -o default -F _girok girok
`;
}

/** `migrate plan` to what may follow it: commands and long options. */
function wordsByPath(command: Command, path: string[] = []): Array<[path: string, words: string[]]> {
  const help = command.createHelp();
  const commands = help.visibleCommands(command);
  const options = help.visibleOptions(command).flatMap(({ long }) => (long ? [long] : []));
  const below = commands.filter((one) => one.name() !== 'help');
  return [
    [path.join(' '), [...below.map((one) => one.name()), ...options]],
    ...below.flatMap((one) => wordsByPath(one, [...path, one.name()])),
  ];
}
