import { type Query } from '../story/operations';
import { DATABASE } from '../story/services';

/** The span of the ORM's operation, named as @prisma/instrumentation does. */
export const operationSpan = ({ model, method }: Query) => ({
  name: 'prisma:client:operation',
  attributes: { method, model, name: `${model}.${method}` },
});

/** The database client's span, by the semantic conventions. */
export const clientSpan = ({ operation, collection, text }: Query) => ({
  name: `${operation} ${collection}`,
  attributes: {
    ...DATABASE,
    'db.operation.name': operation,
    'db.collection.name': collection,
    'db.query.text': text,
  },
});
