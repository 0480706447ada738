import { plugin } from './module';
import pluginJson from './plugin.json';

test('what the plugin exposes is what plugin.json declares', () => {
  const exposed = plugin.exposedComponentConfigs.map(({ id, title, description }) => ({ id, title, description }));
  expect(exposed).toEqual(pluginJson.extensions.exposedComponents);
  expect(exposed.map(({ id }) => id)).toEqual(['girok-telemetry-app/trace-view/v1']);
});

test('the links that the plugin adds are those that plugin.json declares', () => {
  const added = plugin.addedLinkConfigs.map(({ targets, title, description }) => ({ targets, title, description }));
  expect(added).toEqual(pluginJson.extensions.addedLinks);
  expect(added).toHaveLength(4);
});
