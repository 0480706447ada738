import { plugin } from './module';
import pluginJson from './plugin.json';

test('what the plugin exposes is what plugin.json declares', () => {
  const exposed = plugin.exposedComponentConfigs.map(({ id, title, description }) => ({ id, title, description }));
  expect(exposed).toEqual(pluginJson.extensions.exposedComponents);
  expect(exposed.map(({ id }) => id)).toEqual(['girok-telemetry-app/trace-view/v1']);
});
