import { csvLine } from './csv';
import { exportRows, type ExportSource } from './exportRows';

test.each<[string, unknown[], string]>([
  ['plain cells', ['a', 1, true], 'a,1,true\r\n'],
  ['commas, quotes and line breaks', ['a,b', 'say "x"', 'a\nb', 'a\r\nb'], '"a,b","say ""x""","a\nb","a\r\nb"\r\n'],
  ['nothing', [undefined, null, ''], ',,\r\n'],
  ['a map', [{ k: 'v' }], '"{""k"":""v""}"\r\n'],
  ['formulas', ['=1+1', '+1+1', '-x', '@SUM(A1)'], "'=1+1,'+1+1,'-x,'@SUM(A1)\r\n"],
  ['a formula in quotes', ['=HYPERLINK("http://x","y")'], `"'=HYPERLINK(""http://x"",""y"")"\r\n`],
  ['tab and carriage return in front', ['\t=1', '\r=1'], `'\t=1,"'\r=1"\r\n`],
  ['numbers below zero are no formula', [-5, '-5.25'], '-5,-5.25\r\n'],
  ['every language', ['🎉 기록 العربية'], '🎉 기록 العربية\r\n'],
])('csv: %s', (_, cells, line) => expect(csvLine(cells)).toBe(line));

/** Seven rows, three a page. */
const source = (rows = 7): ExportSource<number> => ({
  columns: ['n', 'text'],
  page: (after = 0) =>
    Promise.resolve({
      rows: Array.from({ length: Math.min(3, rows - after) }, (_, i) => ({
        n: after + i,
        text: `row ${after + i}`,
        hidden: 1,
      })),
      next: after + 3 < rows ? after + 3 : undefined,
    }),
});
const run = async (options: Partial<Parameters<typeof exportRows>[1]> = {}, rows = 7) => {
  const progress: number[] = [];
  const result = await exportRows(source(rows), {
    format: 'csv',
    signal: new AbortController().signal,
    onProgress: (count) => progress.push(count),
    ...options,
  });
  return { ...result, progress, text: await textOf(result.file) };
};
/** jsdom's Blob has no text(). */
const textOf = (blob: Blob) =>
  new Promise<string>((resolve) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.readAsText(blob);
  });

test('all pages are in the file, in order, and progress is told after each', async () => {
  const { text, progress, rows, cut } = await run();
  expect(text).toBe(`n,text\r\n${[0, 1, 2, 3, 4, 5, 6].map((n) => `${n},row ${n}\r\n`).join('')}`);
  expect({ progress, rows, cut }).toEqual({ progress: [3, 6, 7], rows: 7, cut: false });
});

test('JSONL has one object a line, with all that a row has', async () => {
  const { text } = await run({ format: 'jsonl' }, 2);
  expect(text.split('\n')).toEqual(['{"n":0,"text":"row 0","hidden":1}', '{"n":1,"text":"row 1","hidden":1}', '']);
});

test.each([
  [5, 5, true],
  [6, 6, true],
  [7, 7, false],
  [8, 7, false],
])('at most %d rows: %d are written, cut %s', async (maxRows, rows, cut) =>
  expect(await run({ maxRows })).toMatchObject({ rows, cut })
);

test('a cancelled export asks no further and throws', async () => {
  const abort = new AbortController();
  const onProgress = jest.fn(() => abort.abort());
  await expect(run({ signal: abort.signal, onProgress })).rejects.toThrow();
  expect(onProgress).toHaveBeenCalledTimes(1);
});
