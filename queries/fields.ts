import { type CatalogueEntry } from './catalogue/catalogue';
import { type FilterFields, type ReadNumber } from './filters';
import { identifier, literal, type Sql, sql } from './sql';
import { type Signal } from './tables';

/** What the rows of a signal can be filtered and split by. */
export interface FieldSet extends FilterFields {
  signal: Signal;
  /** Filter keys of the columns, in the order of the menu. */
  columns: readonly string[];
  /** Where the attribute catalogue has the values of a filter key; undefined where it has none. */
  catalogueEntry(key: string): CatalogueEntry | undefined;
  /** The filter key of an attribute that the catalogue has; undefined for those that cannot be filtered by. */
  filterKeyOf(entry: CatalogueEntry): string | undefined;
}

interface FieldSetOptions {
  signal: Signal;
  /** Filter key to column. */
  columns: Readonly<Record<string, string>>;
  /** Prefix of a filter key, with its dot, to the map column that it addresses: `attribute.user.id`. */
  maps: Readonly<Record<string, string>>;
  /** Keys of columns that tell one row from all others, or are long: no menu can list their values. */
  withoutMenu: readonly string[];
  /** Filter key of a column of numbers to how people write its values: "500ms" for a duration in nanoseconds. */
  numbers?: Readonly<Record<string, ReadNumber>>;
}

/** Prefixes that address an attribute: `attribute.user.id`, `resource.k8s.namespace.name`. */
export const ATTRIBUTE_PREFIX = 'attribute.';
export const RESOURCE_PREFIX = 'resource.';

export function fieldSet({ signal, columns, maps, withoutMenu, numbers = {} }: FieldSetOptions): FieldSet {
  const inMap = (key: string): CatalogueEntry | undefined => {
    const prefix = Object.keys(maps).find((one) => key.startsWith(one));
    return prefix === undefined ? undefined : { source: maps[prefix], key: key.slice(prefix.length) };
  };
  return {
    signal,
    columns: Object.keys(columns),
    fieldOf(key) {
      if (Object.hasOwn(columns, key)) {
        return identifier(columns[key]);
      }
      const entry = inMap(key);
      return entry && sql`${identifier(entry.source)}[${literal(entry.key)}]`;
    },
    numberOf: (key) => (Object.hasOwn(numbers, key) ? numbers[key] : undefined),
    catalogueEntry(key) {
      if (Object.hasOwn(columns, key)) {
        return withoutMenu.includes(key) ? undefined : { source: 'Column', key: columns[key] };
      }
      return inMap(key);
    },
    filterKeyOf({ source, key }) {
      const prefix = Object.keys(maps).find((one) => maps[one] === source);
      return prefix === undefined ? undefined : prefix + key;
    },
  };
}

/** The column or map element of a key. @throws RangeError for a key that names no field: pages offer only those that do */
export function fieldOrThrow(fields: FieldSet, key: string): Sql {
  const field = fields.fieldOf(key);
  if (!field) {
    throw new RangeError(`"${key}" is not a field of ${fields.signal}`);
  }
  return field;
}
