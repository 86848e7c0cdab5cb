import { describe, expect, test } from '@jest/globals';
import { gzipSync } from 'node:zlib';
import { readPabulib, type PabulibFile } from '../../../src/cli/import/pabulib-file.js';
import { PabulibError } from '../../../src/cli/import/pabulib-text.js';
import { counted, election, electionNames, type Counted } from './elections.js';

describe('real elections', () => {
  test('fifty are kept with the tests', () => {
    expect(electionNames.sort()).toEqual(Object.keys(counted).sort());
    expect(electionNames).toHaveLength(50);
  });

  test.each(electionNames)('%s is read whole, to the last vote', (name) => {
    const file = election(name);
    const truth = counted[name]!;
    expect(file.warnings).toEqual([]);
    expect(file.meta).toMatchObject(metaOf(truth));
    expect(file.ballots).toHaveLength(truth.num_votes);
    expect(file.options.map(({ id, cost }) => [id, cost])).toEqual(
      truth.projects.map(({ id, cost }) => [id, cost * 100]),
    );
    expect(recount(file)).toEqual(
      truth.projects.map((p) => [p.votes_recount, p.points_recount ?? p.borda_recount ?? null]),
    );
    expect(file.options.map((o) => [o.votes, o.score ?? null, o.selected ?? null])).toEqual(
      truth.projects.map((p) => [p.votes_column, p.score_column ?? null, numberOr(p.selected)]),
    );
    expect(oddities(file)).toEqual([
      truth.duplicate_voter_ids,
      truth.empty_votes,
      truth.votes_with_duplicate_project,
    ]);
    expect(histogram(file.ballots.map((b) => b.segments.sex))).toEqual(told(truth.voters_by_sex));
    expect(histogram(file.ballots.map((b) => b.votingMethod))).toEqual(
      told(truth.voters_by_voting_method),
    );
  });

  const numberOr = (text: string | undefined) => (text === undefined ? null : Number(text));
  const optional = (text: string | undefined) => (text === undefined ? undefined : Number(text));

  const metaOf = (t: Counted) => ({
    voteType: t.vote_type,
    rule: t.rule,
    budget: t.budget * 100,
    currency: t.currency,
    decimals: 2,
    country: t.country,
    unit: t.unit,
    numProjects: t.num_projects,
    numVotes: t.num_votes,
    minLength: optional(t.min_length),
    maxLength: optional(t.max_length),
    maxSumCost: t.max_sum_cost && Number(t.max_sum_cost) * 100,
    minSumPoints: optional(t.min_sum_points),
    maxSumPoints: optional(t.max_sum_points),
    maxPoints: optional(t.max_points),
    minProjectScoreThreshold: optional(t.min_project_score_threshold),
  });

  /**
   * Per option: how often it is named, and its points, or rank points if ballots are in order of
   * preference.
   */
  function recount({ meta, options, ballots }: PabulibFile): [number, number | null][] {
    const named = new Map(options.map(({ id }) => [id, 0]));
    const scores = new Map(options.map(({ id }) => [id, 0]));
    const score = (points: number | undefined, place: number) =>
      meta.voteType === 'ordinal' ? meta.maxLength! - place : (points ?? 0);
    for (const { votes } of ballots)
      votes.forEach(({ id, points }, place) => {
        named.set(id, named.get(id)! + 1);
        scores.set(id, scores.get(id)! + score(points, place));
      });
    const scored = ['cumulative', 'ordinal'].includes(meta.voteType);
    return options.map(({ id }) => [named.get(id)!, scored ? scores.get(id)! : null]);
  }

  function oddities({ ballots }: PabulibFile): number[] {
    const repeated = ballots.length - new Set(ballots.map(({ voterId }) => voterId)).size;
    const empty = ballots.filter(({ votes }) => votes.length === 0).length;
    const twice = ballots.filter(
      ({ votes }) => new Set(votes.map((v) => v.id)).size < votes.length,
    );
    return [repeated, empty, twice.length];
  }

  const told = ({ '': untold, ...rest }: Record<string, number> = {}) => rest;

  function histogram(values: (string | undefined)[]): Record<string, number> {
    const counts: Record<string, number> = {};
    for (const value of values) if (value) counts[value] = (counts[value] ?? 0) + 1;
    return counts;
  }

  test('limits by category are read in the order of the categories, one alone for all', () => {
    expect(election('Netherlands_Amsterdam_605.pb').meta.categories).toEqual([
      { name: 'Meer groen in de buurt', maxSumCost: 9_135_400, minLength: 0 },
      { name: 'Plekken voor jongeren', maxSumCost: 7_189_600, minLength: 0 },
      { name: 'Kinder- en jongerenactiviteiten', maxSumCost: 5_691_600, minLength: 0 },
      { name: 'Minder zwerfvuil/grof afval', maxSumCost: 7_983_400, minLength: 0 },
    ]);
  });

  test('a year alone runs from its first to its last day', () => {
    const { dateBegin, dateEnd } = election('Netherlands_Amsterdam_643.pb').meta;
    expect([dateBegin, dateEnd]).toEqual(['2022-01-01', '2022-12-31']);
  });
});

/** A small sound election; `with_` replaces some of its text. */
const sound = `META
key;value
description;A small vote
country;France
unit;Ville
instance;2024
num_projects;2
num_votes;3
budget;1000.50
vote_type;approval
rule;greedy
date_begin;01.03.2024
date_end;2024-03-31
currency;EUR
PROJECTS
project_id;cost;name;category
a;500.25;Garden;nature,play
b;600;"Bench; of
""oak""";
VOTES
voter_id;vote;age;sex;voting_method
1;b,a;42;F;internet
2;a;;;
2;;;M;paper
`;
const read = (text: string, name = 'small.pb') => readPabulib(Buffer.from(text), name);
const changed = (from: string, to: string) => {
  expect(sound).toContain(from);
  return sound.replace(from, to);
};

describe('what a file says', () => {
  test('amounts are exact in minor units, ballots keep their order, names may hold line ends', () => {
    const { meta, options, ballots, warnings } = read(sound);
    expect(meta).toMatchObject({ budget: 100_050, dateBegin: '2024-03-01', dateEnd: '2024-03-31' });
    expect(meta.raw['date_begin']).toBe('01.03.2024');
    expect(options).toEqual([
      { line: 17, id: 'a', cost: 50_025, name: 'Garden', categories: ['nature', 'play'] },
      { line: 18, id: 'b', cost: 60_000, name: 'Bench; of\n"oak"', categories: [] },
    ]);
    expect(ballots).toEqual([
      {
        line: 22,
        voterId: '1',
        votes: [{ id: 'b' }, { id: 'a' }],
        segments: { age: '42', sex: 'F' },
        votingMethod: 'internet',
      },
      { line: 23, voterId: '2', votes: [{ id: 'a' }], segments: {} },
      { line: 24, voterId: '2', votes: [], segments: { sex: 'M' }, votingMethod: 'paper' },
    ]);
    expect(warnings).toEqual([]);
  });

  test('line ends of any kind, a byte order mark, blank lines and gzip change nothing', () => {
    const plain = read(sound);
    expect(read(`\ufeff${sound}`)).toEqual(plain);
    expect(read(sound.replaceAll('\n', '\r\n'))).toEqual(plain);
    expect(read(sound.replace('\n', '\r\n'))).toEqual(plain);
    expect(readPabulib(gzipSync(sound), 'small.pb.gz')).toEqual(plain);
    expect(read(`${sound}\n \n`)).toEqual(plain);
    expect(read(sound.replace('META', '\nMETA')).ballots[0]!.line).toBe(23);
  });

  test('a quote inside a cell is a character like another', () => {
    const { options } = read(changed('Garden', '"Garden" of the "school'));
    expect(options[0]!.name).toBe('"Garden" of the "school');
  });

  test('points stand beside the votes', () => {
    const text = changed('vote_type;approval', 'vote_type;cumulative')
      .replace('voter_id;vote;age', 'voter_id;vote;points')
      .replace('1;b,a;42', '1;b,a;3,2')
      .replace('2;a;;', '2;a;5;');
    expect(read(text).ballots.map(({ votes }) => votes)).toEqual([
      [
        { id: 'b', points: 3 },
        { id: 'a', points: 2 },
      ],
      [{ id: 'a', points: 5 }],
      [],
    ]);
  });

  test('a currency has its own decimals', () => {
    const yen = sound.replace('EUR', 'JPY').replace('1000.50', '1000.0').replace('500.25', '500');
    expect(read(yen).meta).toMatchObject({ budget: 1000, decimals: 0 });
  });

  test('counts that do not agree with the rows are a warning', () => {
    const text = changed('num_votes;3', 'num_votes;4').replace('num_projects;2', 'num_projects;1');
    expect(read(text).warnings).toEqual([
      'num_projects says 1, the file has 2 projects.',
      'num_votes says 4, the file has 3 votes.',
    ]);
  });
});

describe('a malformed file is refused with the line and one sentence', () => {
  const cases: [string, string | Uint8Array, number, string, string?][] = [
    ['an empty file', '', 1, 'the file is empty.'],
    ['an empty packed file', gzipSync(' \n'), 1, 'the file is empty.', 'x.pb.gz'],
    [
      'not gzip though named so',
      sound,
      1,
      'the file is named .gz but is not compressed by gzip.',
      'x.pb.gz',
    ],
    [
      'a gzip cut short',
      gzipSync(sound).subarray(0, 99),
      1,
      'the file cannot be unpacked by gzip (unexpected end of file).',
    ],
    [
      'not UTF-8',
      Buffer.from(changed('Garden', 'Caf\xe9'), 'latin1'),
      17,
      'the text is not in UTF-8.',
    ],
    ['a NUL', changed('Garden', 'Gar\0den'), 17, 'there is a NUL character in the text.'],
    [
      'commas in place of semicolons',
      sound.replaceAll(';', ','),
      2,
      'META should begin with the header key;value.',
    ],
    ['no title', sound.slice(5), 1, 'the file should begin with the title META.'],
    [
      'no META',
      sound.slice(sound.indexOf('PROJECTS')),
      10,
      'the file ends without a META section.',
    ],
    ['no PROJECTS', changed('PROJECTS\n', ''), 23, 'the file ends without a PROJECTS section.'],
    [
      'no VOTES',
      sound.slice(0, sound.indexOf('VOTES')),
      18,
      'the file ends without a VOTES section.',
    ],
    ['a section twice', `${sound}VOTES\n`, 25, 'there are two VOTES sections.'],
    [
      'META without rows',
      changed('key;value\n', ''),
      2,
      'META should begin with the header key;value.',
    ],
    ['a key twice', changed('unit;Ville', 'country;Italy'), 5, 'META has country twice.'],
    ['a key not there', changed('budget;1000.50\n', ''), 1, 'META does not say budget.'],
    ['a key without value', changed('budget;1000.50', 'budget;'), 9, 'META does not say budget.'],
    [
      'a budget that is none',
      changed('1000.50', '1 000'),
      9,
      'budget is "1 000", not an amount in EUR.',
    ],
    [
      'an unknown currency',
      changed('EUR', 'ECU'),
      14,
      'currency is "ECU", not a currency of ISO 4217.',
    ],
    [
      'an unknown vote type',
      changed('approval', 'show of hands'),
      10,
      'vote_type is "show of hands", not one of approval, choose-1, cumulative, ordinal, scoring.',
    ],
    [
      'a day that is none',
      changed('01.03.2024', '30.02.2024'),
      12,
      'date_begin is "30.02.2024", not a day or a year.',
    ],
    [
      'a date in words',
      changed('2024-03-31', 'March 31'),
      13,
      'date_end is "March 31", not a day or a year.',
    ],
    [
      'an end before the beginning',
      changed('2024-03-31', '2023'),
      13,
      'the vote ends before it begins.',
    ],
    [
      'limits for other categories',
      changed('PROJECTS', 'categories;x,y\nmin_length_per_category;1,2,3\nPROJECTS'),
      16,
      'min_length_per_category has 3 values for 2 categories.',
    ],
    [
      'a limit that is no number',
      changed('PROJECTS', 'max_length;three\nPROJECTS'),
      15,
      'max_length is "three", not a whole number.',
    ],
    [
      'no column of costs',
      changed('project_id;cost', 'project_id;price'),
      16,
      'the header of PROJECTS has no column cost; columns are separated by ";".',
    ],
    [
      'no column of votes',
      changed('voter_id;vote', 'voter_id,vote'),
      21,
      'the header of VOTES has no column voter_id; columns are separated by ";".',
    ],
    [
      'a negative cost',
      changed('500.25', '-500.25'),
      17,
      'the cost of a is "-500.25", not an amount in EUR.',
    ],
    [
      'a cost in words',
      changed('500.25', 'much'),
      17,
      'the cost of a is "much", not an amount in EUR.',
    ],
    ['no cost', changed('500.25', ''), 17, 'the cost of a is "", not an amount in EUR.'],
    [
      'a cost finer than a cent',
      changed('500.25', '500.255'),
      17,
      'the cost of a is "500.255", not an amount in EUR.',
    ],
    [
      'a cost that no safe integer holds',
      changed('500.25', '90071992547409.92'),
      17,
      'the cost of a is "90071992547409.92", not an amount in EUR.',
    ],
    ['a project without id', changed('a;500', ';500'), 17, 'a project has no project_id.'],
    ['a project twice', changed('b;600', 'a;600'), 18, 'there are two projects a.'],
    [
      'too few cells',
      changed('a;500.25;Garden;nature,play', 'a;500.25'),
      17,
      'there are 2 cells for the 4 columns of PROJECTS.',
    ],
    [
      'an unknown option in a ballot',
      changed('2;a;;;', '2;z;;;'),
      23,
      'voter 2 votes for "z", which is no project.',
    ],
    ['a voter without id', changed('2;a;;;', ';a;;;'), 23, 'a vote has no voter_id.'],
    [
      'points that are not for each vote',
      changed('voter_id;vote;age', 'voter_id;vote;points'),
      22,
      'voter 1 gives 1 points to 2 projects.',
    ],
    [
      'no points where points are the vote',
      changed('approval', 'cumulative'),
      21,
      'the header of VOTES has no column points; columns are separated by ";".',
    ],
    [
      'points that are no number',
      changed('voter_id;vote;age', 'voter_id;vote;points').replace('1;b,a;42', '1;b,a;1,x'),
      22,
      'points is "x", not a whole number.',
    ],
  ];

  test.each(cases)('%s', (_, content, line, reason, name = 'x.pb') => {
    const attempt = () => readPabulib(Buffer.from(content), name);
    expect(attempt).toThrow(PabulibError);
    expect(attempt).toThrow(expect.objectContaining({ line, message: `Line ${line}: ${reason}` }));
  });
});
