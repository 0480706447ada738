import { type Page } from '@playwright/test';

/** What the data source answered to the questions of a request. */
export interface Answer {
  status: number;
  /** `A: Code 60 …` of those that failed. */
  errors: string[];
}

/** Collects what the data source answers from now on. */
export function answersOf(page: Page): Answer[] {
  const answers: Answer[] = [];
  page.on('response', async (response) => {
    if (response.url().includes('/api/ds/query')) {
      const { results = {} } = (await response.json()) as { results?: Record<string, { error?: string }> };
      const errors = Object.entries(results).flatMap(([id, { error }]) => (error ? [`${id}: ${error}`] : []));
      answers.push({ status: response.status(), errors });
    }
  });
  return answers;
}

export const failed = (answers: readonly Answer[]): Answer[] =>
  answers.filter(({ status, errors }) => status !== 200 || errors.length > 0);
