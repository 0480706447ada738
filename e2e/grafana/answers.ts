import { type Page, type Response } from '@playwright/test';

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
      answers.push({ status: response.status(), errors: await errorsIn(response) });
    }
  });
  return answers;
}

/** An answer that cannot be read is one that failed; one that is read when its test has ended is nobody's. */
async function errorsIn(response: Response): Promise<string[]> {
  const body = (await response.json().catch((error: unknown) => ({ results: { body: { error: String(error) } } }))) as {
    results?: Record<string, { error?: string }>;
  };
  return Object.entries(body.results ?? {}).flatMap(([id, { error }]) => (error ? [`${id}: ${error}`] : []));
}

export const failed = (answers: readonly Answer[]): Answer[] =>
  answers.filter(({ status, errors }) => status !== 200 || errors.length > 0);
