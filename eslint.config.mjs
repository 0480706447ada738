import grafana from '@grafana/eslint-config/flat.js';
import importX, { createNodeResolver } from 'eslint-plugin-import-x';
import jsxA11y from 'eslint-plugin-jsx-a11y';

/** Which rooms a room may not import from: docs/architecture.md, "Rooms". */
const DIRECTIONS = [
  { target: './queries', from: ['./src', './sidecar', './embedded', './dashboards', './e2e'] },
  { target: './src', from: ['./sidecar', './embedded', './dashboards', './e2e'] },
  { target: './sidecar', from: ['./src', './embedded', './dashboards', './e2e'] },
  { target: './embedded', from: ['./src', './dashboards', './e2e'] },
  { target: './dashboards', from: ['./src', './sidecar', './embedded', './e2e'] },
  // people copy them: they stand alone
  { target: './examples', from: ['./src', './queries', './sidecar', './embedded', './dashboards', './e2e'] },
].map((zone) => ({ ...zone, message: 'Dependencies point one way: see docs/architecture.md, "Rooms".' }));

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
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [{ group: ['node:*', 'fs', 'path', 'crypto', 'http'], message: 'This code runs in the browser.' }],
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
