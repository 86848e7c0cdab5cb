import { gzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { actsOf } from '../../../src/cli/import/dated-acts.js';
import { readPolis } from '../../../src/cli/import/polis-files.js';
import { inFolder, polisTruth, seattle } from './folders.js';

const comments = `timestamp,datetime,comment-id,author-id,agrees,disagrees,moderated,comment-body
2000,some day,1,a,1,1,1,"More trees, ""please""
and benches"
1000,some day,0,b,1,0,-1,Nonsense
`;
const votes = `timestamp,datetime,comment-id,voter-id,vote
3000,some day,1,b,-1
1005,some day,0,b,1
2001,some day,1,a,0
2500,some day,1,a,1
`;
const summary = 'topic,"Trees, benches"\nconversation-description,What shall we plant?\n';
const sound = { 'comments.csv': comments, 'votes.csv': votes, 'summary.csv': summary };
const read = (files: Record<string, string | Uint8Array>) => inFolder(files, readPolis);
const changed = (file: keyof typeof sound, from: string | RegExp, to: string) => {
  expect(sound[file]).toMatch(from);
  return { ...sound, [file]: sound[file].replace(from, to) };
};

describe('what a conversation says', () => {
  test('the real one is read whole: every comment, every vote, what moderators rejected', async () => {
    const truth = await polisTruth();
    const source = await readPolis(seattle);
    expect(source.votes).toHaveLength(truth.vote_rows);
    expect(source.ideas.map(({ id }) => id).sort()).toEqual(Object.keys(truth.per_comment).sort());
    expect(source.hidings).toHaveLength(truth.moderated['-1']!);
    expect(source).toMatchObject({ title: '$15/hour', refusals: [], warnings: [] });
  });

  test('comments become ideas, votes say up, down or neutral, and words may hold line ends', async () => {
    const { ideas, votes, hidings, title, purpose } = await read(sound);
    expect([title, purpose]).toEqual(['Trees, benches', 'What shall we plant?']);
    expect(ideas).toEqual([
      {
        line: 2,
        id: '1',
        authorId: 'a',
        title: 'More trees, "please" and benches',
        body: 'More trees, "please"\nand benches',
        topic: null,
        at: 2000,
        said: { up: 1, down: 1 },
      },
      expect.objectContaining({ line: 4, id: '0', title: 'Nonsense', body: '' }),
    ]);
    expect(votes.map((v) => [v.line, v.ideaId, v.voterId, v.value, v.at])).toEqual([
      [2, '1', 'b', 'down', 3000],
      [3, '0', 'b', 'up', 1005],
      [4, '1', 'a', 'neutral', 2001],
      [5, '1', 'a', 'up', 2500],
    ]);
    expect(hidings.map((h) => h.ideaId)).toEqual(['0']);
  });

  test('acts follow each other in the order of time, and what has no date stands at the end', async () => {
    const acts = actsOf(await read(sound));
    expect(acts.map(({ of, at, row }) => [of, at, 'line' in row ? row.line : row.ideaId])).toEqual([
      ['idea', 1000, 4],
      ['vote', 1005, 3],
      ['idea', 2000, 2],
      ['vote', 2001, 4],
      ['vote', 2500, 5],
      ['vote', 3000, 2],
      ['hiding', 3000, '0'],
    ]);
  });

  test('an idea is there before the first vote on it, whatever its own date', async () => {
    const acts = actsOf(await read(changed('comments.csv', '\n2000,', '\n9000,')));
    expect(acts.map(({ of, at }) => [of, at]).slice(2, 4)).toEqual([
      ['idea', 2001],
      ['vote', 2001],
    ]);
  });

  test('line ends of any kind, a byte order mark, blank lines, gzip and the order of columns change nothing', async () => {
    const plain = { ...(await read(sound)), digest: '' };
    const same = async (files: Record<string, string | Uint8Array>) =>
      expect({ ...(await read(files)), digest: '' }).toMatchObject(plain);
    await same({ ...sound, 'comments.csv': `\ufeff${comments}` });
    await same({ ...sound, 'votes.csv': votes.replaceAll('\n', '\r\n') });
    await same({ ...sound, 'comments.csv': comments.replaceAll('\n', '\r\n') });
    await same({ ...sound, 'votes.csv': votes.trimEnd() });
    await same({ ...sound, 'votes.csv': `${votes}\n \n` });
    const { 'votes.csv': _, ...rest } = sound;
    const packed = await read({ ...rest, 'votes.csv.gz': gzipSync(votes) });
    expect(packed).toEqual(await read(sound));
    const columns = (row: string) => row.split(',').reverse().join(',');
    await same({ ...sound, 'votes.csv': votes.split('\n').map(columns).join('\n') });
  });

  test('a vote on a comment that is not there is refused and told; the others stand', async () => {
    const { votes, refusals } = await read(
      changed('votes.csv', '1005,some day,0', '1005,some day,7'),
    );
    expect(votes).toHaveLength(3);
    expect(refusals).toEqual([{ file: 'votes.csv', line: 3, codes: ['IDEA_UNKNOWN'] }]);
  });

  test('without a summary the folder gives its name; a comment without words is told', async () => {
    const { 'summary.csv': _, ...rest } = changed('comments.csv', 'Nonsense', ' ');
    const { title, ideas, warnings } = await read(rest);
    expect(title).toMatch(/^cahier-import-/);
    expect(ideas[1]!.title).toBe('[…]');
    expect(warnings).toEqual(['comment 0 has no words.']);
  });
});

describe('a folder that is no conversation is refused with the file, the line and the reason', () => {
  const faults: [string, Record<string, string | Uint8Array>, string][] = [
    [
      'a missing file',
      { 'comments.csv': comments },
      'votes.csv, line 1: the folder has no such file.',
    ],
    ['an empty file', { ...sound, 'votes.csv': '' }, 'votes.csv, line 1: the file is empty.'],
    [
      'missing columns, told together',
      { ...sound, 'votes.csv': 'timestamp,comment-id\n1,1\n' },
      'votes.csv, line 1: the header has no column voter-id, vote.',
    ],
    [
      'a column twice',
      { ...sound, 'votes.csv': votes.replace('datetime', 'vote') },
      'votes.csv, line 1: two columns have the same name.',
    ],
    [
      'a cell too few, behind a row of two lines',
      changed('comments.csv', ',Nonsense', ''),
      'comments.csv, line 4: there are 7 cells under 8 columns.',
    ],
    [
      'a cell too many',
      changed('votes.csv', '1,a,0', '1,a,0,'),
      'votes.csv, line 4: there are 6 cells under 5 columns.',
    ],
    [
      'another value than the three',
      changed('votes.csv', /-1\n/, '2\n'),
      'votes.csv, line 2: vote is "2", not 1, 0 or -1.',
    ],
    [
      'a value of the language itself',
      changed('votes.csv', /-1\n/, 'constructor\n'),
      'votes.csv, line 2: vote is "constructor", not 1, 0 or -1.',
    ],
    [
      'a time that is none',
      changed('votes.csv', '2500', '2.5e3'),
      'votes.csv, line 5: timestamp is "2.5e3", not milliseconds since 1970.',
    ],
    [
      'a time that is yet to come',
      changed('votes.csv', '2500', '99999999999999'),
      'votes.csv, line 5: 99999999999999 is yet to come.',
    ],
    [
      'nobody who votes',
      changed('votes.csv', '1,a,0', '1,,0'),
      'votes.csv, line 4: there is no voter-id.',
    ],
    [
      'a name longer than any',
      changed('votes.csv', '1,a,0', `1,${'a'.repeat(101)},0`),
      `votes.csv, line 4: voter-id ${'a'.repeat(40)} is too long.`,
    ],
    [
      'a comment twice',
      changed('comments.csv', 'some day,0,', 'some day,1,'),
      'comments.csv, line 4: there are two comments 1.',
    ],
    [
      'a quote without its twin',
      changed('comments.csv', 'benches"', 'benches'),
      'comments.csv, line 2: a cell begins with a quote that never ends.',
    ],
    [
      'a quote in a cell that is not quoted',
      changed('comments.csv', 'Nonsense', 'So-called "sense"'),
      'comments.csv, line 4: a quote stands in a cell that does not begin with one.',
    ],
    [
      'words behind a quoted cell',
      changed('comments.csv', 'benches"', 'benches" and more'),
      'comments.csv, line 3: a quoted cell is followed by more than a comma.',
    ],
    [
      'a NUL',
      changed('comments.csv', 'Nonsense', '\0'),
      'comments.csv, line 4: there is a NUL character in the text.',
    ],
    [
      'bytes that are no text',
      { ...sound, 'votes.csv': Buffer.from(votes.replace('2500', '\u00ff'), 'latin1') },
      'votes.csv, line 5: the text is not in UTF-8.',
    ],
    [
      'a header alone',
      { ...sound, 'comments.csv': comments.split('\n')[0]! },
      'comments.csv, line 1: there are no comments.',
    ],
    [
      'half a gzip',
      { 'comments.csv': comments, 'votes.csv.gz': gzipSync(votes).subarray(0, 40) },
      'votes.csv.gz, line 1: the file cannot be unpacked by gzip (Z_BUF_ERROR).',
    ],
    [
      'a line longer than any',
      changed('comments.csv', 'Nonsense', 'x'.repeat(2 ** 20 + 1)),
      'comments.csv, line 4: a line or a row is longer than 1048576 bytes.',
    ],
    [
      'a row of more lines than fit',
      changed('comments.csv', 'Nonsense', `"${`${'x'.repeat(2 ** 10)}\n`.repeat(2 ** 10)}`),
      'comments.csv, line 4: a line or a row is longer than 1048576 bytes.',
    ],
  ];
  test.each(faults)('%s', async (_what, files, message) => {
    await expect(read(files)).rejects.toMatchObject({ name: 'SourceError', message });
  });
});
