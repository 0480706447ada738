import webpack from 'webpack';

import { pluginConfig } from '../webpack.config';

/** Builds the plugin into dist/. `--development` keeps names and comments. */
const mode = process.argv.includes('--development') ? 'development' : 'production';

webpack(pluginConfig(mode), (error, stats) => {
  if (error || !stats || stats.hasErrors()) {
    console.error(error ?? stats?.toString({ colors: process.stderr.isTTY, preset: 'errors-warnings' }));
    process.exitCode = 1;
    return;
  }
  console.log(`plugin built into dist/ in ${((stats.endTime - stats.startTime) / 1000).toFixed(1)} s`);
});
