import { timesFaster } from '../harness.js';

/** One figure: what was wanted of it, what was measured, and whether that is enough. */
const atLeast = (figure, wanted, measured) => ({
  figure,
  wanted: `≥ ${wanted}`,
  measured: measured.toFixed(2),
  reached: measured >= wanted,
});
const atMost = (figure, wanted, measured, unit = '') => ({
  figure,
  wanted: `≤ ${wanted}${unit}`,
  measured: `${Number(measured.toFixed(2))}${unit}`,
  reached: measured <= wanted,
});

const fastest = (rows) => rows.reduce((best, row) => (row.perSecond > best.perSecond ? row : best));

/** The figures of appends: against a bare INSERT, the peers at their best, and the limit. */
export const appendFigures = (appends) => {
  const row = (inFlight, name) => appends[inFlight].find((r) => r.name === name);
  const best = (start) =>
    fastest(Object.values(appends).flatMap((rows) => rows.filter((r) => r.name.startsWith(start))));
  const crowd = row(256, 'ours');
  return [
    atLeast('1 in flight, of a bare INSERT', 0.6, timesFaster(row(1, 'ours'), row(1, 'INSERT'))),
    atLeast("256 in flight, times Emmett's best", 8, timesFaster(crowd, best('Emmett'))),
    atLeast("256 in flight, times castore's best", 3, timesFaster(crowd, best('castore'))),
    atLeast(
      '256 in flight, of batches of 100 on one connection',
      0.6,
      timesFaster(crowd, row(256, 'unnest × 100, one connection')),
    ),
    atLeast(
      '256 in flight, of batches of 100 on two connections',
      0.6,
      timesFaster(crowd, row(256, 'unnest × 100, two connections')),
    ),
    atMost('256 in flight, 99th percentile', 100, crowd.p99, ' ms'),
  ];
};

/** The figures of our subscriber. */
export const subscriberFigures = ({ missed, doubled, holes, ...ours }) => [
  atMost('events missed by a subscriber', 0, missed),
  atMost('events doubled, or out of order', 0, doubled + ours['out of order']),
  atMost('holes in the positions', 0, holes),
];

/** The figure of growth: the largest log against the smallest, with 256 in flight. */
export const sizeFigure = ({ rows }) =>
  atLeast(`${rows.at(-1).name}, of ${rows[0].name}`, 0.9, timesFaster(rows.at(-1), rows[0]));

/** The figure of memory: resident bytes after the last stretch against those after the first. */
export const memoryFigure = (resident) =>
  atMost('resident memory, last stretch over first', 1.1, resident.at(-1) / resident[0]);
