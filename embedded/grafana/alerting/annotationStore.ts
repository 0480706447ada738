import { z } from 'zod';

import { PIPELINE_DASHBOARD_UID } from '../../../queries/alerts/grafana';
import { type PreviewUser } from '../previewUsers';

const MOST = 10_000;

export const annotationToWrite = z.object({
  time: z.number(),
  timeEnd: z.number().optional(),
  text: z.string(),
  tags: z.array(z.string()).default([]),
  data: z.record(z.string(), z.unknown()).default({}),
  dashboardUID: z.string().default(''),
});

type Stored = z.infer<typeof annotationToWrite> & {
  id: number;
  timeEnd: number;
  login: string;
  email: string;
  created: number;
};

/** Annotations in memory. The one dashboard that the preview pretends to have is that of the pipeline. */
export class AnnotationStore {
  private readonly kept: Stored[] = [];

  /** Undefined: there is no such dashboard. @param login of who writes it @throws Error when the memory is full */
  add(annotation: z.infer<typeof annotationToWrite>, { login, email }: PreviewUser): number | undefined {
    if (!['', PIPELINE_DASHBOARD_UID].includes(annotation.dashboardUID)) {
      return undefined;
    }
    if (this.kept.length >= MOST) {
      throw new Error(`the preview keeps no more than ${MOST} annotations`);
    }
    const id = this.kept.length + 1;
    this.kept.push({
      ...annotation,
      id,
      timeEnd: annotation.timeEnd ?? annotation.time,
      login,
      email,
      created: Date.now(),
    });
    return id;
  }

  /** With all of the tags, the newest first. */
  find(tags: readonly string[], limit: number): object[] {
    return this.kept
      .filter((one) => tags.every((tag) => one.tags.includes(tag)))
      .sort((a, b) => b.time - a.time)
      .slice(0, limit)
      .map((one) => ({ ...one, updated: one.created, avatarUrl: '' }));
  }
}
