import CopyPlugin from 'copy-webpack-plugin';
import path from 'node:path';
import type { Configuration } from 'webpack';

import { orderedExternals } from './embedded/orderedExternals';
import { version } from './package.json';
import { info } from './src/plugin.json';

const ROOT = __dirname;

/** Made by the browser tests. */
const PICTURES = path.join(ROOT, 'docs/images');

/** Modules that Grafana shares with plugins at run time; everything else is bundled. Source: Grafana's plugin loader. */
const SHARED_BY_GRAFANA: Configuration['externals'] = [
  { 'amd-module': 'module' },
  'lodash',
  'jquery',
  'moment',
  'slate',
  'emotion',
  '@emotion/react',
  '@emotion/css',
  'prismjs',
  'slate-plain-serializer',
  '@grafana/slate-react',
  'react',
  'react/jsx-runtime',
  'react/jsx-dev-runtime',
  'react-dom',
  'react-redux',
  'redux',
  'rxjs',
  'i18next',
  'react-router',
  'd3',
  'angular',
  /^@grafana\/(ui|runtime|data)/,
];

/**
 * None in what is packed (`npm run package` sets the time): maps name the files of this machine, those names get into the
 * hashes of chunks, and those into the choice of short names, so that another folder would give other bytes.
 */
const MAPS_OF_PRODUCTION = process.env.SOURCE_DATE_EPOCH ? false : 'source-map';

/** The Grafana app plugin: src/module.tsx to dist/module.js (AMD), as Grafana's plugin loader expects it. */
export function pluginConfig(mode: 'production' | 'development'): Configuration {
  return {
    mode,
    context: path.join(ROOT, 'src'),
    entry: { module: './module.tsx' },
    target: ['web', 'es2022'],
    devtool: mode === 'production' ? MAPS_OF_PRODUCTION : 'eval-source-map',
    cache: {
      type: 'filesystem',
      cacheDirectory: path.join(ROOT, 'node_modules/.cache/webpack'),
      buildDependencies: { config: [__filename] },
    },
    externals: SHARED_BY_GRAFANA,
    module: {
      rules: [
        {
          test: /\.tsx?$/,
          exclude: /node_modules/,
          loader: 'swc-loader',
          options: {
            jsc: {
              parser: { syntax: 'typescript', tsx: true },
              target: 'es2022',
              transform: { react: { runtime: 'automatic' } },
            },
          },
        },
        { test: /\.(svg|png)$/, type: 'asset/resource', generator: { filename: '[path][name][ext]' } },
        { test: /\.md$/, type: 'asset/source' },
      ],
    },
    resolve: { extensions: ['.ts', '.tsx', '.js', '.mjs'] },
    output: {
      path: path.join(ROOT, 'dist'),
      clean: true,
      filename: '[name].js',
      chunkFilename: mode === 'production' ? '[name].[contenthash:10].js' : '[name].js',
      library: { type: 'amd' },
      publicPath: 'public/plugins/girok-telemetry-app/',
      uniqueName: 'girok-telemetry-app',
    },
    plugins: [
      orderedExternals,
      new CopyPlugin({
        patterns: [
          { from: 'plugin.json', transform: (text: Buffer) => stamp(text.toString()) },
          { from: 'img/**/*' },
          ...info.screenshots.map(({ path: to }) => ({ from: path.join(PICTURES, path.basename(to)), to })),
          { from: '*.json', context: path.join(ROOT, 'dashboards'), to: 'dashboards' },
          // the repository's leads to files that are not packed
          { from: 'README.md' },
          { from: path.join(ROOT, 'CHANGELOG.md') },
          { from: path.join(ROOT, 'LICENSE'), to: 'LICENSE', toType: 'file' },
        ],
      }),
    ],
    performance: { hints: false },
    infrastructureLogging: { level: 'warn' },
    stats: 'errors-warnings',
  };
}

function stamp(pluginJson: string): string {
  const today = process.env.SOURCE_DATE_EPOCH ? new Date(Number(process.env.SOURCE_DATE_EPOCH) * 1000) : new Date();
  return pluginJson.replaceAll('%VERSION%', version).replaceAll('%TODAY%', today.toISOString().slice(0, 10));
}
