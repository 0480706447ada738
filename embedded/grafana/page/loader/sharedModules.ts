type Load = () => Promise<unknown>;

/** A CommonJS package arrives as the default export of its namespace; plugins expect the package itself. */
const commonJs =
  (load: () => Promise<{ default: unknown }>): Load =>
  async () =>
    (await load()).default;

/** Its types declare no default export, and the bundler makes one of the CommonJS file. */
const jsxRuntime = commonJs(async () => (await import('react/jsx-runtime')) as unknown as { default: unknown });

/** What Grafana shares with plugins at run time: its sharedDependenciesMap, as far as the npm packages go. */
export const SHARED_MODULES: Record<string, Load> = {
  '@emotion/css': () => import('@emotion/css'),
  '@emotion/react': () => import('@emotion/react'),
  '@grafana/data': () => import('@grafana/data'),
  '@grafana/data/unstable': () => import('@grafana/data/unstable'),
  '@grafana/runtime': () => import('@grafana/runtime'),
  '@grafana/runtime/unstable': () => import('@grafana/runtime/unstable'),
  '@grafana/ui': () => import('@grafana/ui'),
  '@grafana/ui/unstable': () => import('@grafana/ui/unstable'),
  i18next: commonJs(() => import('i18next')),
  jquery: commonJs(() => import('jquery')),
  lodash: commonJs(() => import('lodash')),
  moment: commonJs(() => import('moment')),
  react: commonJs(() => import('react')),
  'react-dom': commonJs(() => import('react-dom')),
  'react-redux': () => import('react-redux'),
  'react-router': () => import('react-router'),
  'react/jsx-dev-runtime': jsxRuntime,
  'react/jsx-runtime': jsxRuntime,
  redux: () => import('redux'),
  rxjs: () => import('rxjs'),
};
