import { type AppRootProps } from '@grafana/data';
import { type DataSourceSrv, setDataSourceSrv } from '@grafana/runtime';
import { act } from 'react';
import { createRoot } from 'react-dom/client';

import App from './App';
import { type AppSettings } from './settings';

Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true });

test('without a ClickHouse data source the app says what it needs and where to add it', async () => {
  // like Grafana: the built-in source is in every list that does not ask for a plugin
  const getList = (filters?: { pluginId?: string }) => (filters?.pluginId ? [] : [{ name: '-- Grafana --' }]);
  setDataSourceSrv({ getList } as unknown as DataSourceSrv);
  const place = document.body.appendChild(document.createElement('div'));
  const props = { meta: { jsonData: {} }, basename: '', path: '', query: {}, onNavChanged: () => {} };
  await act(async () => createRoot(place).render(<App {...(props as unknown as AppRootProps<AppSettings>)} />));
  expect(place).toHaveTextContent('Girok needs a ClickHouse data source');
  expect(place.querySelector('a')).toHaveAttribute('href', '/connections/datasources/grafana-clickhouse-datasource');
});
