import { requestGrafana } from './request';
import { wire, wires } from './wire';
import { type Annotation } from '../../queries/alerts/grafana';

/** Most that are read, the newest first. */
const MOST = 500;

/** Annotations with this tag, of dashboards that the user may see and of the organisation. @throws GrafanaError */
export async function readAnnotations(tag: string, abortSignal?: AbortSignal): Promise<Annotation[]> {
  const answer = await requestGrafana({
    url: '/api/annotations',
    params: { tags: tag, type: 'annotation', limit: MOST },
    abortSignal,
  });
  return wires(answer).map((one) => ({
    id: one.number('id'),
    time: one.number('time'),
    timeEnd: one.number('timeEnd'),
    text: one.text('text'),
    tags: one.list('tags'),
    login: one.text('login'),
    dashboardUid: one.text('dashboardUID'),
    data: one.raw('data'),
  }));
}

export interface AnnotationToWrite {
  /** ms since 1970. */
  time: number;
  timeEnd: number;
  text: string;
  tags: string[];
  data: object;
  /** Without it, of the organisation. */
  dashboardUid?: string;
}

/** Grafana adds who writes it. Answers its id. @throws GrafanaError */
export async function writeAnnotation({ dashboardUid, ...annotation }: AnnotationToWrite): Promise<number> {
  const data = { ...annotation, ...(dashboardUid !== undefined && { dashboardUID: dashboardUid }) };
  return wire(await requestGrafana({ method: 'POST', url: '/api/annotations', data })).number('id');
}
