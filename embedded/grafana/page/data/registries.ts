import {
  dataLinksOverrideProcessor,
  displayNameOverrideProcessor,
  FieldConfigProperty,
  type FieldConfigPropertyItem,
  identityOverrideProcessor,
  numberOverrideProcessor,
  standardEditorsRegistry,
  standardFieldConfigEditorRegistry,
  standardTransformers,
  standardTransformersRegistry,
  stringOverrideProcessor,
  thresholdsOverrideProcessor,
  ThresholdsMode,
  unitOverrideProcessor,
  valueMappingsOverrideProcessor,
} from '@grafana/data';

/** The preview has no panel editor, so no option needs an editor. */
const noEditor = () => null;

/** Grafana fills these three registries at start; the npm packages ship them empty. */
export function fillRegistries(): void {
  standardTransformersRegistry.setInit(transformers);
  standardEditorsRegistry.setInit(() => EDITORS.map((id) => ({ id, name: id, editor: noEditor })));
  standardFieldConfigEditorRegistry.setInit(fieldConfigs);
}

function transformers() {
  // The export has aliases for some ids and the registry refuses duplicates.
  const byId = new Map(Object.values(standardTransformers).map((transformer) => [transformer.id, transformer]));
  return [...byId.values()].map((transformer) => ({
    id: transformer.id,
    name: transformer.name,
    description: transformer.description,
    transformation: async () => transformer,
    editor: noEditor,
    imageDark: '',
    imageLight: '',
  }));
}

/** Option builders of panels look editors up by id and throw when one is missing. */
const EDITORS = [
  'text', 'number', 'slider', 'boolean', 'select', 'multi-select', 'unit', 'mappings', 'thresholds', 'links', 'actions',
  'color', 'fieldColor', 'stats-picker', 'strings', 'timezone', 'field-name', 'dashboard-uid', 'values',
]; // prettier-ignore

type Item = FieldConfigPropertyItem;

/** Ids, paths and processors of Grafana's getAllStandardFieldConfigs; defaults are those a new panel gets. */
function fieldConfigs(): Item[] {
  const P = FieldConfigProperty;
  return [
    item(P.DisplayName, displayNameOverrideProcessor),
    item(P.Unit, unitOverrideProcessor),
    item(P.Min, numberOverrideProcessor),
    item(P.Max, numberOverrideProcessor),
    item(P.FieldMinMax, identityOverrideProcessor),
    item(P.Decimals, numberOverrideProcessor),
    item(P.NoValue, stringOverrideProcessor),
    item(P.Thresholds, thresholdsOverrideProcessor, {
      mode: ThresholdsMode.Absolute,
      steps: [
        { value: -Infinity, color: 'green' },
        { value: 80, color: 'red' },
      ],
    }),
    item(P.Mappings, valueMappingsOverrideProcessor, []),
    item(P.Links, dataLinksOverrideProcessor),
    item(P.Actions, dataLinksOverrideProcessor),
    item(P.Color, identityOverrideProcessor),
    item(P.Filterable, identityOverrideProcessor),
  ];
}

function item(id: FieldConfigProperty, process: Item['process'], defaultValue?: unknown): Item {
  return {
    id,
    path: id,
    name: id,
    description: '',
    process,
    defaultValue,
    editor: noEditor,
    override: noEditor,
    shouldApply: () => true,
    settings: {},
  };
}
