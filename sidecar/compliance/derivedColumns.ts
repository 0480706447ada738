import { fieldExpression, type Vocabulary } from './catalogue/expand';

/** Columns of otel_audit_logs that are made of the sealed ones, and how: `girok verify` compares them. */
export const derivedColumns = ({ fields }: Pick<Vocabulary, 'fields'>) =>
  Object.values(fields).flatMap((field) =>
    field.column === undefined ? [] : [{ column: field.column, expression: fieldExpression(field) }]
  );
