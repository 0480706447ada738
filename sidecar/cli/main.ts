import { exitCodeOf, explain } from './explain';
import { complain } from './output';
import { girokProgram } from './program';

girokProgram(process.argv[2])
  .parseAsync()
  .catch((error: unknown) => {
    complain(`girok: ${explain(error)}`);
    process.exitCode = exitCodeOf(error);
  });
