import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { participationPart } from '../../projections/participation-part.js';
import {
  areasOf,
  channelsOf,
  daysOf,
  populationOf,
  turnoutOf,
} from '../../projections/participation-tables.js';
import { phaseParticipation } from '../../projections/phase-participation.js';
import type { CahierFact } from '../../src/domain/events.js';
import { basket, line, replacing, withdrawn } from '../arcueil.js';
import { booth, corrected, recorded, voided } from '../papers.js';
import { invalidated, reinstated } from '../rulings.js';
import { logOf, rowsAfter } from '../seen.js';

const part = (kind: 'quarter' | 'channel' | 'area', part: string, counts: number[]) => {
  const [acts = 0, began = 0, ended = 0] = counts;
  return { kind, part, acts, began, ended };
};

describe('a day', () => {
  const parts = [
    part('quarter', '2026-03-29T21:45Z', [1, 1]),
    part('quarter', '2026-03-28T23:00Z', [2, 1]),
    part('quarter', '2026-03-29T22:00Z', [4, 0, 1]),
  ];

  test('is one of the clocks of the town, on the day on which they are put forward, too', () =>
    expect(daysOf(parts, 'Europe/Paris')).toEqual([
      { day: '2026-03-29', acts: 3, began: 2, ended: 0 },
      { day: '2026-03-30', acts: 4, began: 0, ended: 1 },
    ]));

  test.each([
    ['Pacific/Marquesas', '09:15', '2026-05-19'],
    ['Pacific/Marquesas', '09:30', '2026-05-20'],
    ['Asia/Kathmandu', '18:00', '2026-05-20'],
    ['Asia/Kathmandu', '18:15', '2026-05-21'],
  ])(
    'in %s begins with a quarter of an hour, like everywhere: %s UTC is on %s',
    (zone, time, day) =>
      expect(daysOf([part('quarter', `2026-05-20T${time}Z`, [1])], zone)[0]!.day).toBe(day),
  );

  test('on which papers were void and nobody did anything is not told of', () =>
    expect(daysOf([part('quarter', '2026-05-20T10:00Z', [0, 0, 0])], 'UTC')).toEqual([]));
});

describe('by area', () => {
  const parts = [
    part('area', 'north', [30, 25, 1]),
    part('area', 'south', [9, 4]),
    part('area', '', [2, 2]),
    part('channel', 'web', [41]),
  ];

  test('E34 what is told of too few is blank, and acts with it; together they are not small', () =>
    expect(areasOf(parts, ['north', 'south'], 5)).toEqual([
      { areaId: 'north', participants: 24, acts: 30 },
      { areaId: 'south', participants: null, acts: null },
      { areaId: null, participants: null, acts: null },
    ]));

  test('E34 where only one would be blank the next goes, too', () =>
    expect(areasOf(parts.slice(0, 2), [], 5)).toEqual([
      { areaId: 'north', participants: null, acts: null },
      { areaId: 'south', participants: null, acts: null },
    ]));

  test('an area in which nobody acted stands among those that are not told apart', () =>
    expect(areasOf(parts.slice(0, 1), ['mill'], 5)).toEqual([
      { areaId: 'mill', participants: null, acts: null },
      { areaId: 'north', participants: null, acts: null },
    ]));

  test('that everybody has left is not told where they did', () => {
    expect(areasOf([part('area', 'north', [2, 1, 1])], ['south'], 5)).toEqual([
      { areaId: 'south', participants: null, acts: null },
      { areaId: 'north', participants: null, acts: null },
    ]);
    expect(areasOf([], ['south'], 5)).toEqual([{ areaId: 'south', participants: 0, acts: 0 }]);
  });
});

describe('turnout', () => {
  const areas = [
    { areaId: 'town', parentAreaId: null, population: 100 },
    { areaId: 'north', parentAreaId: 'town', population: 40 },
    { areaId: 'mill', parentAreaId: 'north', population: 10 },
    { areaId: 'south', parentAreaId: 'town', population: 50 },
    { areaId: 'isle', parentAreaId: null, population: null },
  ];

  test('counts whoever lives in two areas, one in the other, once', () => {
    expect(populationOf(areas, ['mill', 'town', 'north'])).toBe(100);
    expect(populationOf(areas, ['mill', 'south', 'south'])).toBe(60);
  });

  test('is unknown where nobody has counted who lives there, or nobody does', () => {
    expect(populationOf(areas, ['town', 'isle'])).toBeNull();
    expect(populationOf(areas, ['sea'])).toBeNull();
    expect(populationOf(areas, [])).toBeNull();
    expect([turnoutOf(3, null), turnoutOf(3, 0), turnoutOf(null, 100)]).toEqual([null, null, null]);
    expect(turnoutOf(3, 100)).toBe(0.03);
  });
});

type Basket = ReturnType<typeof basket>;
type Wish = { voter: string; area: string | null; channel: string; hours: number };
type Kind = 'submit' | 'withdraw' | 'rule' | 'paper';

const wish = fc.record({
  kind: fc.constantFrom<Kind>('submit', 'submit', 'withdraw', 'rule', 'paper'),
  voter: fc.constantFrom('ann', 'bob', 'carol'),
  area: fc.constantFrom(null, 'north', 'south'),
  channel: fc.constantFrom('web', 'api'),
  hours: fc.nat(400),
});

/** What people, agents and booths would do of what they wish for: a history that rules allow. */
class Town {
  readonly #baskets = new Map<string, Basket>();
  readonly #out = new Set<string>();
  #papers: number | null = null;

  do(kind: Kind, w: Wish): CahierFact[] {
    if (kind === 'paper') return this.#paper(w.hours);
    const standing = this.#baskets.get(w.voter);
    if (kind === 'rule') return standing ? [this.#rule(w.voter, standing)] : [];
    if (this.#out.has(w.voter)) return [];
    if (kind === 'submit') return [this.#submit(w, standing)];
    this.#baskets.delete(w.voter);
    return standing ? [withdrawn(standing)] : [];
  }

  #submit({ voter, area }: Wish, standing?: Basket): CahierFact {
    const next = basket([line('garden')], {
      ...{ voterRef: voter, envelopeAreaId: area },
      replaces: standing ? replacing(standing) : null,
    });
    this.#baskets.set(voter, next);
    return next;
  }

  #rule(voterRef: string, standing: Basket): CahierFact {
    const on = { voterRef, basket: replacing(standing) };
    if (this.#out.delete(voterRef)) return reinstated(on);
    this.#out.add(voterRef);
    return invalidated(on);
  }

  #paper(voterCount: number): CahierFact[] {
    const replaces = { voterCount: this.#papers ?? 0, lines: [] };
    const isVoid = this.#papers !== null && voterCount % 3 === 0;
    const isFirst = this.#papers === null;
    this.#papers = isVoid ? null : voterCount;
    if (isVoid) return [voided({ replaces })];
    if (isFirst) return [recorded({ ...booth, voterCount })];
    return [corrected({ voterCount, replaces })];
  }
}

test('RM6 whatever happens, days, channels and areas come to what is told of the whole phase', () =>
  fc.assert(
    fc.property(fc.array(wish, { maxLength: 60 }), (wishes) => {
      const town = new Town();
      let now = Date.UTC(2026, 4, 1);
      const told = wishes.flatMap(({ kind, ...w }) =>
        town.do(kind, w).map((fact) => {
          const at = new Date((now += w.hours * 60_000)).toISOString();
          return { fact, ...{ recordedAt: at, at, channel: w.channel } };
        }),
      );
      const log = logOf(...told);
      const [whole] = rowsAfter(phaseParticipation, log);
      const { participants, acts } = whole ?? { participants: 0, acts: 0 };
      const parts = rowsAfter(participationPart, log);
      const sum = (numbers: number[]) => numbers.reduce((a, b) => a + b, 0);
      const days = daysOf(parts, 'Europe/Paris');
      expect(sum(days.map((day) => day.acts))).toBe(acts);
      expect(sum(days.map(({ began, ended }) => began - ended))).toBe(participants);
      expect(sum(channelsOf(parts).map((channel) => channel.acts))).toBe(acts);
      const areas = areasOf(parts, ['north', 'south'], 0);
      if (participants === 0) return;
      expect(sum(areas.map((area) => area.acts!))).toBe(acts);
      expect(sum(areas.map((area) => area.participants!))).toBe(participants);
      expect(areas.every((area) => area.participants! >= 0)).toBe(true);
    }),
  ));
