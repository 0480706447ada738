import { findInsertData, insertFromFile } from './insertStatement';

describe('where the rows of an INSERT begin', () => {
  test.each([
    ['FORMAT, then a line break', 'INSERT INTO t FORMAT JSONEachRow\n{"a":1}', 'JSONEachRow', '{"a":1}'],
    ['FORMAT, then a blank', 'INSERT INTO t FORMAT TSV 1\t2', 'TSV', '1\t2'],
    ['only the first line break belongs to the statement', 'INSERT INTO t FORMAT RawBLOB\n\n x', 'RawBLOB', '\n x'],
    ['a Windows line break', 'INSERT INTO t FORMAT CSV\r\n1', 'CSV', '1'],
    ['no data in the statement', 'INSERT INTO t FORMAT Native', 'Native', ''],
    ['VALUES', "INSERT INTO t (a, b) VALUES (1, 'x')", 'Values', " (1, 'x')"],
    ['lower case, comments, no INTO', 'insert /* FORMAT x */ t -- VALUES\n format csv\n1', 'csv', '1'],
    ['database, quoted names that are keywords', 'INSERT INTO `values`.`format` FORMAT TSV\n1', 'TSV', '1'],
    ['a table called format', 'INSERT INTO format FORMAT TSV\n1', 'TSV', '1'],
    ['a column called format', 'INSERT INTO t (format, values) FORMAT TSV\n1', 'TSV', '1'],
    ['TABLE FUNCTION', "INSERT INTO TABLE FUNCTION null('a Int8') FORMAT TSV\n1", 'TSV', '1'],
    ['SETTINGS before FORMAT', 'INSERT INTO t SETTINGS async_insert=0 FORMAT TSV\n1', 'TSV', '1'],
    [
      'data that looks like SQL',
      "INSERT INTO t FORMAT LineAsString\n' /* FORMAT CSV",
      'LineAsString',
      "' /* FORMAT CSV",
    ],
    ['INSERT SELECT FROM input()', "INSERT INTO t SELECT x FROM input('x Int8') FORMAT TSV\n1", 'TSV', '1'],
  ])('%s', (_, text, format, data) => {
    const insert = findInsertData(text);
    expect(insert?.format).toBe(format);
    expect(text.slice(insert?.dataAt)).toBe(data);
  });

  test.each([
    ['a SELECT', "SELECT 'INSERT INTO t FORMAT TSV'"],
    ['INSERT SELECT', 'INSERT INTO t SELECT * FROM values'],
    ['INSERT SELECT with a FORMAT nobody reads', 'INSERT INTO t SELECT 1 FORMAT TSV'],
    ['INSERT from a subquery with VALUES', "INSERT INTO t SELECT * FROM VALUES('a Int8', 1)"],
    ['INSERT of a CTE', 'INSERT INTO t WITH x AS (SELECT 1) SELECT * FROM x FORMAT TSV'],
    ['the clause has not arrived yet', 'INSERT INTO t (a, b'],
    ['FORMAT without a name', 'INSERT INTO t FORMAT'],
    ['empty', ''],
  ])('no rows: %s', (_, text) => expect(findInsertData(text)).toBeNull());
});

describe('the same INSERT from a file', () => {
  test.each([
    ['plain', 'INSERT INTO t (a) FORMAT TSV\n', "INSERT INTO t (a)  FROM INFILE 'f' COMPRESSION 'none'  FORMAT TSV"],
    [
      'SETTINGS stay behind the file, where the engine wants them',
      'INSERT INTO t SETTINGS x=1 FORMAT TSV\n',
      "INSERT INTO t  FROM INFILE 'f' COMPRESSION 'none' SETTINGS x=1  FORMAT TSV",
    ],
    ['VALUES', 'INSERT INTO t VALUES', "INSERT INTO t  FROM INFILE 'f' COMPRESSION 'none'  FORMAT Values"],
    [
      'input() becomes the file',
      "INSERT INTO t SELECT x FROM input('x Int8') WHERE x > 1 FORMAT TSV\n",
      "INSERT INTO t SELECT x FROM file('f', 'TSV', 'x Int8', 'none') WHERE x > 1 ",
    ],
  ])('%s', (_, text, expected) => {
    const insert = findInsertData(text)!;
    expect(insertFromFile(text.slice(0, insert.dataAt), insert, 'f')).toBe(expected);
  });
});
