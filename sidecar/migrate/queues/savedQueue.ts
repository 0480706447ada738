import { z } from 'zod';

import { type JournalEntry } from '../journal';

const savedSchema = z.object({
  /** Undefined when there was no such queue. */
  queue: z
    .object({
      engine: z.string(),
      create: z.string(),
      /** Name and type of each column, for the stand-in behind which views are made again. */
      columns: z.array(z.tuple([z.string(), z.string()])),
    })
    .optional(),
  /** CREATE statement of each view that was there, by name. */
  views: z.record(z.string(), z.string()),
});

/** A queue and the views behind it as they stood before a unit changed them. */
export type SavedQueue = z.infer<typeof savedSchema>;

/** What the journal holds from the start of a unit that was not finished; undefined for any other entry. */
export function readSaved(whole: JournalEntry | undefined): SavedQueue | undefined {
  if (whole?.event !== 'started' || whole.details === '') {
    return undefined;
  }
  return savedSchema.parse(JSON.parse(whole.details));
}
