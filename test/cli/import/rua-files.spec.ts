import { describe, expect, test } from '@jest/globals';
import { actsOf } from '../../../src/cli/import/dated-acts.js';
import { readRua } from '../../../src/cli/import/rua-files.js';
import { inFolder, rua, ruaTruth } from './folders.js';

const opinion = {
  id: 'o1',
  author: 'ann',
  consultation: 'Which income?',
  section: 'Money',
  title: 'For everybody',
  body: 'Without asking.',
  created_at: '2019-10-09T10:00',
  published: '1',
  trashed: '',
};
const vote = { id: 'v1', on: 'o1', author: 'bob', value: 'YES', at: '2019-10-10T09:30' };
const argument = {
  id: 'a1',
  on: 'o1',
  author: 'carol',
  side: 'AGAINST',
  body: 'It is dear.',
  created_at: '2019-10-11T09:30',
};
const report = { id: 'r1', on: 'o1', author: 'dan', type: 'OFF', at: '2019-10-12T09:30' };
const found = { id: 's1', on: 'o1', author: 'eve', body: 'A book', created_at: '2019-10-13T09:30' };

type Rows = Record<'opinions' | 'votes' | 'arguments' | 'reports' | 'sources', object[]>;
const sound: Rows = {
  opinions: [opinion],
  votes: [vote],
  arguments: [argument],
  reports: [report],
  sources: [found],
};
const texts = (rows: object[]): string => rows.map((r) => `${JSON.stringify(r)}\n`).join('');
const filesOf = (rows: Rows): Record<string, string> =>
  Object.fromEntries(Object.entries(rows).map(([name, r]) => [`${name}.ndjson`, texts(r)]));
const read = (rows: Partial<Rows> = {}) => inFolder(filesOf({ ...sound, ...rows }), readRua);

describe('what a consultation says', () => {
  test('the real one is read whole', async () => {
    const { counts, vote_values } = await ruaTruth();
    const source = await readRua(rua);
    expect(source.refusals).toEqual([]);
    expect(source.ideas).toHaveLength(counts['opinions']!);
    expect(source.votes).toHaveLength(counts['vote_rows']!);
    expect(source.comments).toHaveLength(counts['arguments']! + counts['sources']!);
    expect(source.flags).toHaveLength(counts['reports']!);
    const said = (value: string) => source.votes.filter((v) => v.value === value).length;
    expect([said('up'), said('down'), said('neutral')]).toEqual(
      ['YES', 'NO', 'MITIGE'].map((value) => vote_values[value]),
    );
    expect(source.hidings).toHaveLength(3);
  });

  test('proposals, votes, arguments, reports and sources keep who, what and when, in the time of Paris', async () => {
    const acts = actsOf(await read());
    expect(acts.map(({ of, at }) => [of, new Date(at).toISOString()])).toEqual([
      ['idea', '2019-10-09T08:00:00.000Z'],
      ['vote', '2019-10-10T07:30:00.000Z'],
      ['comment', '2019-10-11T07:30:00.000Z'],
      ['flag', '2019-10-12T07:30:00.000Z'],
      ['comment', '2019-10-13T07:30:00.000Z'],
    ]);
    expect(acts.map(({ row }) => row)).toMatchObject([
      { id: 'o1', authorId: 'ann', title: 'For everybody', topic: 'Money' },
      { ideaId: 'o1', voterId: 'bob', value: 'up' },
      { authorId: 'carol', stance: 'against', text: 'It is dear.' },
      { authorId: 'dan', reasonCode: 'offensive' },
      { authorId: 'eve', stance: null, text: 'A book' },
    ]);
  });

  test('after the clocks went back it is an hour later in the time of the world', async () => {
    const { votes } = await read({ votes: [{ ...vote, at: '2019-10-28T09:30' }] });
    expect(new Date(votes[0]!.at!).toISOString()).toBe('2019-10-28T08:30:00.000Z');
  });

  test('a row that stands twice counts once; another by its id is refused', async () => {
    const twice = await read({ votes: [vote, vote] });
    expect([twice.votes.length, twice.repeated, twice.refusals]).toEqual([1, 1, []]);
    const other = await read({ votes: [vote, { ...vote, value: 'NO' }] });
    expect([other.votes.length, other.repeated]).toEqual([1, 0]);
    expect(other.refusals).toEqual([{ file: 'votes.ndjson', line: 2, codes: ['ALREADY_EXISTS'] }]);
  });

  test('what was cut off in the source is kept with what there is of it', async () => {
    const cut = { ...opinion, created_at: null, truncated_in_source: true };
    const { comments, warnings, ...rest } = await read({
      opinions: [cut],
      arguments: [{ ...argument, body: '', created_at: null }],
    });
    expect(comments[0]).toMatchObject({ text: '[…]', at: null });
    expect(warnings).toEqual(['argument a1 has no words.']);
    const acts = actsOf({ comments, warnings, ...rest });
    expect(acts.map(({ of, at }) => [of, new Date(at).toISOString().slice(0, 10)])).toEqual([
      ['idea', '2019-10-10'],
      ['vote', '2019-10-10'],
      ['flag', '2019-10-12'],
      ['comment', '2019-10-13'],
      ['comment', '2019-10-13'],
    ]);
  });

  test('what was in the trash is hidden then, but not before the last act on it; what was not published, too', async () => {
    const trashed = { trashed: '1', trashed_at: '2019-10-09T11:00', trashed_reason: 'Violent' };
    const source = await read({
      opinions: [{ ...opinion, ...trashed }],
      arguments: [{ ...argument, published: '' }],
    });
    expect(source.hidings).toMatchObject([
      { ideaId: 'o1', commentId: null, note: 'Violent' },
      { ideaId: 'o1', commentId: 'a1', note: 'Non publié.', at: null },
    ]);
    const last = actsOf(source).slice(-2);
    expect(last.map(({ of, at }) => [of, new Date(at).toISOString()])).toEqual([
      ['hiding', '2019-10-13T07:30:00.000Z'],
      ['hiding', '2019-10-13T07:30:00.000Z'],
    ]);
  });

  test('what is about another thing than an opinion of these files is refused and told', async () => {
    const { refusals, votes } = await read({
      votes: [vote, { ...vote, id: 'v2', on: 'elsewhere' }],
    });
    expect(votes).toHaveLength(1);
    expect(refusals).toEqual([{ file: 'votes.ndjson', line: 2, codes: ['IDEA_UNKNOWN'] }]);
  });
});

describe('a folder that is no consultation is refused with the file, the line and the reason', () => {
  const faults: [string, () => Promise<unknown>, string][] = [
    [
      'nothing',
      () => inFolder({}, readRua),
      'opinions.ndjson, line 1: the folder has no such file.',
    ],
    [
      'no opinions',
      () => read({ opinions: [] }),
      'opinions.ndjson, line 1: there are no opinions.',
    ],
    [
      'no JSON',
      () => inFolder({ ...filesOf(sound), 'votes.ndjson': `\n{"id": \n` }, readRua),
      'votes.ndjson, line 2: this is no JSON.',
    ],
    [
      'no object',
      () => inFolder({ ...filesOf(sound), 'votes.ndjson': '[]' }, readRua),
      'votes.ndjson, line 1: this is no JSON object.',
    ],
    [
      'no id',
      () => read({ votes: [{ ...vote, id: '' }] }),
      'votes.ndjson, line 1: there is no id.',
    ],
    [
      'a number for a text',
      () => read({ votes: [vote, { ...vote, id: 'v2', author: 7 }] }),
      'votes.ndjson, line 2: author is no text.',
    ],
    [
      'half of a surrogate pair',
      () => read({ opinions: [{ ...opinion, title: '\ud800' }] }),
      'opinions.ndjson, line 1: title holds what no text can hold.',
    ],
    [
      'another value than the three',
      () => read({ votes: [{ ...vote, value: 'toString' }] }),
      'votes.ndjson, line 1: value is "toString", not one of YES, NO, MITIGE.',
    ],
    [
      'a day that is none',
      () => read({ votes: [{ ...vote, at: '2019-02-30T10:00' }] }),
      'votes.ndjson, line 1: at is "2019-02-30T10:00", not yyyy-mm-ddThh:mm.',
    ],
    [
      'a day that is yet to come',
      () => read({ votes: [{ ...vote, at: '9999-01-01T10:00' }] }),
      'votes.ndjson, line 1: 9999-01-01T10:00 is yet to come.',
    ],
  ];
  test.each(faults)('%s', async (_what, reading, message) => {
    await expect(reading()).rejects.toMatchObject({ name: 'SourceError', message });
  });
});
