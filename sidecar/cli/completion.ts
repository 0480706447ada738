import { Argument, Command, type Option } from 'commander';

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

/**
 * A bash script; zsh understands it through bashcompinit. It walks the words before the cursor as commander does: commands
 * lead on, an option that takes a value takes the next word, other words are arguments. What is no command, option or
 * choice completes as a file.
 */
export function completionScript(program: Command): string {
  const places = placesOf(program);
  const steps = places.flatMap(({ path, next }) => next.map((word) => `"${path} ${word}"`));
  const values = places.flatMap(({ path, values }) =>
    values.map(({ flag, choices }) => `    "${path} ${flag}") words="${choices.join(' ')}" ;;`)
  );
  const words = places.map(({ path, words }) => `      "${path}") words="${words.join(' ')}" ;;`);
  return `_girok_value() {
  case "$1" in
${values.join('\n')}
    *) return 1 ;;
  esac
}
_girok() {
  local at="girok" option="" words="" word current="\${COMP_WORDS[COMP_CWORD]}"
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    if [[ "$word" == "=" ]]; then
      continue # bash makes three words of --option=value
    elif [[ -n "$option" ]]; then
      option=""
    elif [[ "$word" == -* ]]; then
      ! _girok_value "$at $word" || option="$word"
    else
      case "$at $word" in
        ${steps.join('|')}) at="$at $word" ;;
      esac
    fi
  done
  if [[ -n "$option" ]]; then
    _girok_value "$at $option"
  else
    case "$at" in
${words.join('\n')}
    esac
  fi
  [[ "$current" != "=" ]] || current=""
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _girok girok
`;
}

/** A place on the command line, and what may follow it. */
interface Place {
  /** `girok migrate plan`. */
  path: string;
  /** Words that lead to another place. */
  next: string[];
  /** Options that take the next word, with the words that they allow where these are few. */
  values: Array<{ flag: string; choices: readonly string[] }>;
  /** What Tab offers here. */
  words: string[];
}

/** @param inherited options of the commands above, which commander takes here, too */
function placesOf(command: Command, path: string = command.name(), inherited: readonly Option[] = []): Place[] {
  const help = command.createHelp();
  const options = [...help.visibleOptions(command), ...inherited].filter(
    ({ long }, index, all) => all.findIndex((other) => other.long === long) === index
  );
  const flags = options.flatMap(({ long }) => (long ? [long] : []));
  const values = options
    .filter(({ required }) => required)
    .flatMap(({ short, long, argChoices }) =>
      [short, long].flatMap((flag) => (flag ? [{ flag, choices: argChoices ?? [] }] : []))
    );
  const names = help.visibleCommands(command).map((one) => one.name());
  const below = command.commands.filter((one) => names.includes(one.name()));
  const choices = command.registeredArguments.flatMap(({ argChoices }) => argChoices ?? []);
  const next = [...names, ...choices];
  const toChildren = command.parent ? command.options : [];
  return [
    { path, next, values, words: [...next, ...flags] },
    ...choices.map((choice) => ({ path: `${path} ${choice}`, next: [], values, words: flags })),
    ...(names.includes('help') ? [placeOfHelp(below, path)] : []),
    ...below.flatMap((one) => placesOf(one, `${path} ${one.name()}`, [...inherited, ...toChildren])),
  ];
}

/** `girok help` is followed by the name of a command, and then by nothing. */
function placeOfHelp(commands: readonly Command[], path: string): Place {
  const names = commands.map((one) => one.name());
  return { path: `${path} help`, next: names, values: [], words: names };
}
