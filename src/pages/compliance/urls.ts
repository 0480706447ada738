import { pageUrl } from '../../app/plugin';

/** Address of a tab of the page. */
export const tabUrl = (tab: 'reviews' | 'integrity' | 'runs') => `${pageUrl('compliance')}?tab=${tab}`;

/** Address of a saved query. */
export const queryUrl = (id: string) => `${pageUrl('compliance')}/queries/${encodeURIComponent(id)}`;

/** Address of a run with its result. */
export const runUrl = (run: string) => `${pageUrl('compliance')}/runs/${encodeURIComponent(run)}`;
