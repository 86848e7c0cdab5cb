import { describe, expect, test } from '@jest/globals';
import { stringify } from 'csv-stringify/sync';
import fc from 'fast-check';
import { rowsOf } from '../../../src/cli/import/csv.js';
import { SourceFolder } from '../../../src/cli/import/source.js';
import { inFolder } from './folders.js';

/** The rows of a text, each as the line on which it begins and its cells. */
const rowsIn = (text: string): Promise<[number, string[]][]> =>
  inFolder({ 'a.csv': text }, async (path) => {
    const rows: [number, string[]][] = [];
    const lines = (await new SourceFolder(path).lines('a.csv'))!;
    for await (const { line, cells } of rowsOf(lines, 'a.csv')) rows.push([line, cells]);
    return rows;
  });

const lineEnds = (text: string): number => text.split('\n').length - 1;

describe('a table', () => {
  test('says what was written into it, and on which line each row begins', async () => {
    const unit = fc.constantFrom(...'ab ",;\n\r\t\'\\é🌍');
    const cell = fc.string({ unit, maxLength: 6 }).map((text) => text.replace(/\r+\n/g, '\n'));
    const row = fc
      .array(cell, { minLength: 2, maxLength: 4 })
      .filter((cells) => !cells.at(-1)!.endsWith('\r'));
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 6 }), async (rows) => {
        let line = 1;
        const expected = rows.map((cells): [number, string[]] => {
          const at = line;
          line += 1 + lineEnds(cells.join(''));
          return [at, cells];
        });
        expect(await rowsIn(stringify(rows, { quoted_match: /\r/ }))).toEqual(expected);
      }),
      { numRuns: 150 },
    );
  });

  test.each([
    [
      'cells of nothing',
      'a,,\n,"",b\n',
      [
        [1, ['a', '', '']],
        [2, ['', '', 'b']],
      ],
    ],
    [
      'white space as it is',
      ' a ,\tb\n" c ",d',
      [
        [1, [' a ', '\tb']],
        [2, [' c ', 'd']],
      ],
    ],
    ['other separators as words', 'a;b,c|d\n', [[1, ['a;b', 'c|d']]]],
    [
      'blank lines as no rows',
      '\n \na,b\n\t\n\nc,d\n\n',
      [
        [3, ['a', 'b']],
        [6, ['c', 'd']],
      ],
    ],
    [
      'blank lines within words',
      '"a\n\n\nb",c\nd,e\n',
      [
        [1, ['a\n\n\nb', 'c']],
        [5, ['d', 'e']],
      ],
    ],
    [
      'line ends of Windows',
      '"a\r\nb","c""d"\r\ne,f',
      [
        [1, ['a\nb', 'c"d']],
        [3, ['e', 'f']],
      ],
    ],
    [
      'a carriage return as no line end',
      'a\rb,"c\rd"\ne,f\n',
      [
        [1, ['a\rb', 'c\rd']],
        [2, ['e', 'f']],
      ],
    ],
    ['a byte order mark as no word', '\ufeff"a","b"\n', [[1, ['a', 'b']]]],
  ])('reads %s', async (_what, text, rows) => expect(await rowsIn(text)).toEqual(rows));

  test('is refused at the line of the fault, behind carriage returns and rows of several lines', async () => {
    const text = '"a\rb\n\nc",d\r\n"e",f\n';
    for (const [fault, line] of [
      ['"g"h,i', 5],
      ['g"h",i', 5],
      ['"g\n\nh" ,i', 7],
      ['"g\nh', 5],
    ] as const)
      await expect(rowsIn(text + fault)).rejects.toMatchObject({ name: 'SourceError', line });
  });
});
