import { buildPlugin } from '../embedded/buildPlugin';

/** `npm run build`: the plugin into dist/. */
buildPlugin().then(
  ({ skipped }) => console.log(skipped ? 'dist/ is up to date' : 'plugin built into dist/'),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
);
