import { beforeAll, describe, test } from '@jest/globals';
import { voteId } from '../arcueil.js';
import { asOperator, expectRefused, untouched, type Refusal } from './tampered.js';
import { changed, disclose, indexOf, publish, retell, type Parts } from './tampering.js';

let parts: Parts;
let forAll: Parts;
type Case = [string, (p: Parts) => void, Refusal];

beforeAll(async () => {
  parts = await untouched('auditor', 12);
  forAll = await untouched('public', 12);
});

/** Changes what one voter's act says; the operator signs again. */
const ballot = (nth: number, change: (data: any) => void) =>
  asOperator((leaves, p) => retell(p, leaves, indexOf(leaves, 'BasketSubmitted', nth), change));
/** Changes what a public event says; the operator signs again. */
/** The last event of a type is changed. */
const event = (type: string, change: (data: any, leaf: any) => void) =>
  asOperator((leaves) => {
    const n = indexOf(leaves, type, -1);
    leaves[n] = changed(leaves[n]!, (leaf) => change(leaf.data, leaf));
  });

describe('disclosures', () => {
  const at = { file: 'disclosures.ndjson' };
  test.each<Case>([
    [
      'T36 one is altered',
      (p) =>
        disclose(p, ([first, ...rest]) => [first!.replace(/"d":"(....)./, '"d":"$1A'), ...rest]),
      { ...at, says: /no digest/ },
    ],
    [
      'T36 one is told twice',
      (p) => disclose(p, (lines) => [lines[0]!, ...lines]),
      { ...at, says: /order/ },
    ],
    [
      'T36 one is of another leaf',
      (p) => disclose(p, ([first, ...rest]) => [first!.replace(/"n":\d+/, '"n":0'), ...rest]),
      { ...at, says: /no digest/, n: 0 },
    ],
    [
      'T36 one is of no leaf',
      (p) => disclose(p, (lines) => [...lines, lines[0]!.replace(/"n":\d+/, '"n":99999')]),
      { ...at, says: /of no leaf/ },
    ],
    [
      'T37 somebody’s words are withheld',
      (p) => disclose(p, (lines) => lines.slice(1)),
      { ...at, says: /nothing in the log explains/ },
    ],
    [
      'T37 a ballot is withheld from auditors',
      (p) => disclose(p, (lines) => lines.filter((line) => !isData(line))),
      { ...at, says: /data of the event is withheld/ },
    ],
  ])('%s', (_title, tamper, refusal) => expectRefused(parts, tamper, refusal));

  const isData = (line: string): boolean =>
    Buffer.from(JSON.parse(line).d, 'base64url').toString().includes('"data"');

  test('a bundle for the public that tells a ballot', async () => {
    const told = parts.files.get('disclosures.ndjson')!;
    await expectRefused(forAll, (p) => void p.files.set('disclosures.ndjson', told), {
      says: /kept for auditors/,
    });
  });
});

describe('ballots, by the operator who signs again', () => {
  test.each<Case>([
    [
      'T39 a second basket beside the first',
      ballot(1, (d) => {
        d.basketRevision = 1;
        d.replaces = null;
      }),
      { says: /BasketSubmitted is not what the rules make of it/ },
    ],
    [
      'T40 a basket of somebody else’s stream',
      ballot(4, (d) => {
        d.voterRef = 'eve';
      }),
      { says: /stands in ballot-/ },
    ],
    [
      'T40 a basket before the opening',
      asOperator((leaves) => {
        const n = indexOf(leaves, 'BasketSubmitted', 4);
        leaves[n] = changed(leaves[n]!, (l) => {
          l.at = '2026-04-30T00:00:00.000Z';
        });
      }),
      { says: /PHASE_NOT_OPEN/ },
    ],
    [
      'T40 a basket after the close',
      asOperator((leaves) => {
        const n = indexOf(leaves, 'BasketSubmitted', 4);
        leaves[n] = changed(leaves[n]!, (l) => {
          l.at = '2026-06-01T18:00:00.000Z';
        });
      }),
      { says: /PHASE_CLOSED/ },
    ],
    [
      'another choice',
      ballot(4, (d) => {
        d.lines[0].ideaId = d.lines[0].ideaId === 'bench' ? 'garden' : 'bench';
      }),
      { says: /STALE_COST/ },
    ],
    [
      'another price',
      ballot(4, (d) => {
        d.lines[0].unitCost -= 1;
      }),
      { says: /STALE_COST/ },
    ],
    [
      'two votes where one is allowed',
      ballot(4, (d) => {
        d.lines[0].votes = 2;
      }),
      { says: /votes is 2, and should be 1/ },
    ],
    [
      'a wrong sum',
      ballot(4, (d) => {
        d.totalCost += 1;
      }),
      { says: /totalCost/ },
    ],
    [
      'an option that is not on the ballot',
      ballot(4, (d) => {
        d.lines[0].ideaId = 'palace';
      }),
      { says: /IDEA_NOT_ON_BALLOT/ },
    ],
    [
      'an option twice',
      ballot(4, (d) => {
        d.lines.push(d.lines[0]);
      }),
      { says: /DUPLICATE_LINE/ },
    ],
    [
      'data that makes no sense',
      ballot(4, (d) => {
        delete d.lines;
      }),
      { says: /cannot be counted/ },
    ],
  ])('%s', (_title, tamper, refusal) => expectRefused(parts, tamper, refusal));
});

test('T41 blank baskets are published where none can be blank', () =>
  expectRefused(
    forAll,
    (p) => publish(p, 'participation', ([row]) => void (row.blankBaskets += 1)),
    { says: /at most 0 baskets/, file: 'published/participation.json' },
  ));

describe.each(['auditor', 'public'] as const)('results, as the %s sees them', (audience) => {
  const own = () => (audience === 'public' ? forAll : parts);
  const file = (name: string) => `published/${name}.json`;
  test.each<Case>([
    [
      'T41 one pick more is published',
      (p) =>
        publish(p, 'tally', ([row]) => {
          row.picks += 1;
          row.votes += 1;
          row.moneyPicked += 30_00;
        }),
      audience === 'public'
        ? { says: /countsHash/ }
        : { says: /not what was counted/, file: file('tally') },
    ],
    [
      'T41 one participant more is published',
      (p) =>
        publish(p, 'participation', ([row]) => {
          row.participants += 1;
        }),
      { says: /participants/, file: file('participation') },
    ],
    [
      'T41 the tally was closed on other counts',
      event('TallyClosed', (d) => {
        d.countsHash = '0'.repeat(64);
      }),
      { says: /countsHash/ },
    ],
    [
      'T41 the tally was closed on more baskets',
      event('TallyClosed', (d) => {
        d.baskets += 1;
      }),
      { says: /baskets/ },
    ],
    [
      'T42 the winners are swapped',
      event('AllocationComputed', ({ envelopes: [e] }) => {
        e.selected.reverse();
      }),
      { says: /AllocationComputed is not what the rules/ },
    ],
    [
      'T42 more is spent than there is',
      event('AllocationComputed', ({ envelopes: [e] }) => {
        e.spent = e.amount + 1;
      }),
      { says: /AllocationComputed is not/ },
    ],
    [
      'T42 a tie is told that was none',
      event('AllocationComputed', ({ envelopes: [e] }) => {
        e.tieBreaks.push({ tied: ['bench', 'garden'], chosen: 'bench', by: 'idea_id' });
      }),
      { says: /AllocationComputed is not/ },
    ],
    [
      'T42 another rule than was declared',
      event('AllocationComputed', (d) => {
        d.rule.skip = !d.rule.skip;
      }),
      { says: /AllocationComputed is not/ },
    ],
    [
      'T44 a result of another place in the log',
      event('AllocationComputed', (d) => {
        d.upToPosition = '41';
      }),
      { says: /upToPosition/ },
    ],
    [
      'T44 another result is certified',
      event('ResultsCertified', (d) => {
        d.resultHash = '0'.repeat(64);
      }),
      { says: /RESULT_CHANGED/ },
    ],
    [
      'T43 an item of the timeline is missing',
      (p) => publish(p, 'timeline', (rows) => void rows.splice(3, 1)),
      { says: /not what was counted/, file: file('timeline') },
    ],
    [
      'T43 two items are swapped',
      (p) => publish(p, 'timeline', (rows) => void rows.splice(3, 0, rows.pop())),
      { says: /not what was counted/, file: file('timeline') },
    ],
    [
      'T43 an item says something else',
      (p) =>
        publish(p, 'timeline', (rows) => {
          rows.at(-1).data.outcomeSummary = 'Nothing.';
        }),
      { says: /outcomeSummary/, file: file('timeline') },
    ],
    [
      'T43 an item is of another leaf',
      (p) =>
        publish(p, 'timeline', (rows) => {
          rows.at(-1).n += 1;
        }),
      { says: /\.n is/, file: file('timeline') },
    ],
    [
      'T43 an answer to an idea is missing',
      (p) =>
        publish(
          p,
          'ideas',
          (rows) =>
            void rows.splice(
              rows.findIndex((r) => r.type === 'OfficialFeedbackGiven'),
              1,
            ),
        ),
      { says: /not what was counted/, file: file('ideas') },
    ],
    [
      'the published winners are others',
      (p) =>
        publish(p, 'results', ([row]) => {
          row.envelopes[0].selected.reverse();
        }),
      { says: /envelopes/, file: file('results') },
    ],
    [
      'prices that are not those of their hash',
      event('CostsPublished', (d) => {
        d.options[0].amount += 1;
      }),
      { says: /optionsHash/ },
    ],
    [
      'a phase that closed before it opened',
      asOperator((leaves) => {
        const n = indexOf(leaves, 'PhaseClosed');
        leaves[n] = changed(leaves[n]!, ({ data }) => {
          data.phaseId = voteId;
        });
      }),
      { says: /PHASE_NOT_OPEN/ },
    ],
  ])('%s', (_title, tamper, refusal) => expectRefused(own(), tamper, refusal));
});
