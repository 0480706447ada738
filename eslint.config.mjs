import grafana from '@grafana/eslint-config/flat.js';
import importX, { createNodeResolver } from 'eslint-plugin-import-x';
import jsxA11y from 'eslint-plugin-jsx-a11y';
import { readdirSync } from 'node:fs';
import { builtinModules } from 'node:module';

/** Folders that are made. */
const MADE = ['node_modules', 'dist', 'packages', 'playwright-report', 'test-results'];

const ROOMS = readdirSync(import.meta.dirname, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.') && !MADE.includes(entry.name))
  .map(({ name }) => name);

/** Which rooms a room may import from: docs/architecture.md, "Rooms". One that is not named here has scripts, and may from all. */
const MAY_IMPORT = {
  queries: [],
  migrations: [],
  // the runbooks
  src: ['queries', 'docs'],
  sidecar: ['queries'],
  // the decoder that tests hold stored rows to
  embedded: ['queries', 'sidecar', 'examples', 'migrations'],
  dashboards: ['queries'],
  // people copy them: they stand alone, but for what tests start them with as their page says
  examples: ['docs'],
};

const DIRECTIONS = Object.entries(MAY_IMPORT).map(([room, others]) => ({
  target: `./${room}`,
  from: ROOMS.filter((other) => other !== room && !others.includes(other)).map((other) => `./${other}`),
  message: 'Dependencies point one way: see docs/architecture.md, "Rooms".',
}));

export default [
  {
    ignores: [
      'node_modules/',
      'dist/',
      '.girok/',
      '.cache/',
      'packages/',
      'playwright-report/',
      'test-results/',
      'examples/prisma/generated/',
    ],
  },
  ...grafana,
  jsxA11y.flatConfigs.recommended,
  {
    settings: {
      react: { version: '19.0' },
      'import-x/extensions': ['.ts', '.tsx', '.mts', '.mjs', '.js'],
      'import-x/resolver-next': [createNodeResolver({ extensions: ['.ts', '.tsx', '.mts', '.mjs', '.js'] })],
    },
    plugins: { 'import-x': importX },
    rules: {
      'import-x/order': [
        'error',
        {
          groups: [
            ['builtin', 'external'],
            ['parent', 'sibling', 'index'],
          ],
          'newlines-between': 'always',
          alphabetize: { order: 'asc', caseInsensitive: true },
        },
      ],
      'import-x/no-duplicates': 'error',
      'import-x/no-cycle': ['error', { ignoreExternal: true }],
      'no-console': 'error',
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      // a region that scrolls has to be reachable by keyboard
      'jsx-a11y/no-noninteractive-tabindex': [
        'error',
        { tags: [], roles: ['region', 'group'], allowExpressionValues: true },
      ],
      // about the React Compiler, which is not used
      'react-hooks/incompatible-library': 'off',
    },
  },
  {
    // tests may use any room: they put the real parts together
    ignores: ['**/*.test.{ts,tsx}'],
    rules: { 'import-x/no-restricted-paths': ['error', { zones: DIRECTIONS }] },
  },
  {
    files: ['**/*.{ts,tsx}'],
    rules: {
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      'react/prop-types': 'off',
      'react/react-in-jsx-scope': 'off',
    },
  },
  {
    files: ['src/**/*.{ts,tsx}', 'queries/**/*.ts'],
    ignores: ['src/test/**'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          paths: builtinModules.map((name) => ({ name, message: 'This code runs in the browser.' })),
          patterns: [{ group: ['node:*'], message: 'This code runs in the browser.' }],
        },
      ],
    },
  },
  {
    files: ['src/**/*.{ts,tsx}'],
    ignores: ['**/*.test.{ts,tsx}'],
    rules: {
      'no-restricted-properties': [
        'error',
        {
          object: 'window',
          property: 'location',
          message: 'Use locationService or URL sync: a scene must be embeddable.',
        },
      ],
    },
  },
  {
    files: ['scripts/**', 'bin/**'],
    rules: { 'no-console': 'off' },
  },
];
