import { chanceOf } from './chance.js';

/** The faults of a campaign by group; a group's name stands for all of its faults. */
export const FAULTS = {
  kill: ['kill-server', 'kill-postgres', 'kill-both', 'stop-postgres'],
  terminate: ['terminate'],
  pause: ['pause-server', 'pause-postgres'],
  proxy: ['cut', 'delay', 'half-open', 'drip'],
  hold: ['hold', 'stall'],
  disk: ['disk-full'],
} as const;

export type Fault = (typeof FAULTS)[keyof typeof FAULTS][number];

export const ALL_FAULTS: readonly Fault[] = Object.values(FAULTS).flat();

/** How long a fault lasts, in milliseconds; most strike once. */
const LASTS: Partial<Record<Fault, [least: number, most: number]>> = {
  'pause-server': [1_000, 12_000],
  'pause-postgres': [1_000, 5_000],
  delay: [1_000, 5_000],
  'half-open': [2_000, 16_000],
  drip: [1_000, 4_000],
  hold: [5_000, 60_000],
  stall: [300, 3_000],
  'disk-full': [1_000, 4_000],
};

/** A fault that will be done: when, in milliseconds from the start, for how long, and to which server. */
export interface Planned {
  fault: Fault;
  at: number;
  lasts: number;
  server: number;
}

/**
 * Which faults are meant by names of faults or groups; all of them where none is named. Throws a
 * RangeError for a name that means nothing.
 */
export function faultsNamed(names: readonly string[] = []): readonly Fault[] {
  if (names.length === 0) return ALL_FAULTS;
  return names.flatMap((name) => {
    if (Object.hasOwn(FAULTS, name)) return [...FAULTS[name as keyof typeof FAULTS]];
    const fault = ALL_FAULTS.find((one) => one === name);
    if (!fault) throw new RangeError(`${name} is no fault and no group of faults`);
    return [fault];
  });
}

/**
 * What happens when, from a seed alone: each kind comes once before any comes again, faults
 * overlap, and none lasts longer than a third of the campaign.
 */
export function planOf(
  seed: number,
  seconds: number,
  faults: readonly Fault[],
  servers: number,
): Planned[] {
  const chance = chanceOf(seed, 'nemesis');
  const plan: Planned[] = [];
  let deck: Fault[] = [];
  for (let at = 700; faults.length && at < seconds * 1_000; at += chance.between(600, 2_400)) {
    if (deck.length === 0) deck = chance.shuffled(faults);
    const fault = deck.pop()!;
    const [least, most] = LASTS[fault] ?? [0, 0];
    const lasts = Math.min(chance.between(least, most), Math.floor((seconds * 1_000) / 3));
    plan.push({ fault, at, lasts, server: chance.between(0, servers - 1) });
  }
  return plan;
}
