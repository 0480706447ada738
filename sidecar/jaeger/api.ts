import { type FastifyPluginAsync, type FastifyRequest } from 'fastify';

import { failure, listOf } from './envelope';
import { findTraceIds, type JaegerContext, readTraces } from './findTraces';
import { type JaegerTrace } from './jaegerTrace';
import { dependencyRange, neededText, type RawQuery, textOf, traceIdOf, tracesParameters } from './parameters';
import { jaegerDependencies } from '../../queries/jaeger/dependencies';
import { isJaegerSpanKind, jaegerOperations, type JaegerSpanKind, jaegerServices } from '../../queries/jaeger/menus';
import { answerErrors } from '../server/answerErrors';
import { Problem } from '../server/problem';

/** Entries of a menu. */
const MENU_LIMIT = 10_000;

const NO_TRACE = 'trace not found';
const TOO_LARGE = 'The answer became too large: of what was found, the last traces are cut or missing.';

/** The part of Jaeger's query API that its UI and Grafana's data source ask, from the trace table. */
export const jaegerApi =
  (context: JaegerContext): FastifyPluginAsync =>
  async (server) => {
    const { reader, tables, limits } = context;
    answerErrors(server, failure);
    server.setNotFoundHandler(async (_request, reply) =>
      reply.code(404).send(failure(404, 'girok serves no such part of the Jaeger API: docs/sidecar.md has the list.'))
    );
    const get = <Params = unknown>(
      url: string,
      answer: (request: FastifyRequest<{ Querystring: RawQuery; Params: Params }>) => Promise<object>
    ) => server.get<{ Querystring: RawQuery; Params: Params }>(url, { config: { access: 'jaeger' } }, answer);

    const lookback = () => ({ from: Date.now() - limits.lookbackMs, to: Date.now() });

    async function operations({ signal }: FastifyRequest, service: string, kind?: JaegerSpanKind) {
      const query = jaegerOperations(tables, lookback(), { service, kind }, MENU_LIMIT);
      return reader.all<{ name: string; kind: string }>(query, signal);
    }

    get('/services', async ({ signal }) => {
      const rows = await reader.all<{ name: string }>(jaegerServices(tables, lookback(), MENU_LIMIT), signal);
      return menu(rows.map(({ name }) => name));
    });

    // Grafana sends the slash of a name as it is, Jaeger's UI as %2F: what stands before the last part is the name
    get<{ '*': string }>('/services/*', async (request) => {
      const [, service] = /^(.+)\/operations$/s.exec(request.params['*']) ?? [];
      if (service === undefined) {
        throw new Problem(404, 'Of a service there are operations: /services/{service}/operations.');
      }
      const names = (await operations(request, service)).map(({ name }) => name);
      return menu([...new Set(names)]);
    });

    get('/operations', async (request) => {
      const service = neededText(request.query, 'service');
      const kind = textOf(request.query, 'spanKind');
      if (kind !== undefined && !isJaegerSpanKind(kind)) {
        throw new Problem(400, 'spanKind must be server, client, producer, consumer, internal or unspecified.');
      }
      const found = await operations(request, service, kind);
      return menu(found.map(({ name, kind }) => ({ name, spanKind: kind.toLowerCase() })));
    });

    get('/traces', async ({ query, signal }) => {
      const asked = tracesParameters(query, limits, Date.now());
      if (asked.kind === 'ids') {
        const { traces, cut } = await readTraces(context, asked.ids, signal);
        const found = new Set(traces.map(({ traceID }) => traceID));
        const missing = asked.ids.filter((id) => !found.has(id));
        const why = cut ? { code: 413, msg: TOO_LARGE } : { code: 404, msg: NO_TRACE };
        return listOf(
          noted(traces, asked.notes),
          missing.map((traceID) => ({ ...why, traceID }))
        );
      }
      const { ids, notes } = await findTraceIds(context, asked.search, asked.limit, signal);
      const read = await readTraces(context, ids, signal);
      const said = [...asked.notes, ...notes, ...(read.cut ? [TOO_LARGE] : [])];
      return listOf(
        noted(read.traces, said),
        said.map((msg) => ({ msg }))
      );
    });

    // `start` and `end` are hints for stores that must search all of their time; here each trace has its own bounds
    get<{ id: string }>('/traces/:id', async ({ params, signal }) => {
      const id = traceIdOf(params.id);
      const { traces } = await readTraces(context, [id], signal);
      if (traces.length === 0) {
        throw new Problem(404, NO_TRACE);
      }
      return listOf(traces);
    });

    get('/dependencies', async ({ query, signal }) => {
      const { range, notes } = dependencyRange(query, limits, Date.now());
      const rows = await reader.all<{ parent: string; child: string; calls: number; every: number }>(
        jaegerDependencies(tables, range),
        signal
      );
      const every = rows[0]?.every ?? 1;
      const warnings = every > 1 ? [...notes, sampled(every)] : notes;
      const data = rows.map(({ parent, child, calls }) => ({ parent, child, callCount: calls }));
      // not as errors: Grafana then shows nothing else
      return { ...listOf(data), ...(warnings.length > 0 && { warnings }) };
    });
  };

const sampled = (every: number) =>
  `The time has too many spans to count every call: calls were counted in one of ${every} traces and multiplied by ${every}.`;

const menu = <Item>(items: Item[]) =>
  listOf(
    items.slice(0, MENU_LIMIT),
    items.length > MENU_LIMIT ? [{ msg: `Only the first ${MENU_LIMIT} are listed.` }] : []
  );

/** Notes about an answer also stand at its first span: neither Grafana nor Jaeger's UI shows those beside the data. */
function noted(traces: JaegerTrace[], notes: string[]): JaegerTrace[] {
  const [first, ...rest] = traces;
  if (notes.length === 0 || first === undefined) {
    return traces;
  }
  const [span, ...spans] = first.spans;
  const withNotes = (warnings: string[] | null) => [...(warnings ?? []), ...notes];
  return [
    {
      ...first,
      warnings: withNotes(first.warnings),
      spans: [{ ...span, warnings: withNotes(span.warnings) }, ...spans],
    },
    ...rest,
  ];
}
