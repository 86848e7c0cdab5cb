import type { Audience } from '../../../src/ledger/bundle/manifest.js';
import { voteId } from '../../arcueil.js';
import type { Case } from '../tampered.js';
import { asOperator, changed, indexOf, publish } from '../tampering.js';
import { afterTheArchive, configuredAgain, createdAgain, keepBack } from './by-operator.js';
import { phaseCases } from './phases.js';

/** Changes what the last event of a type says, or another; the operator signs again. */
const event = (type: string, change: (data: any, leaf: any) => void, nth = -1) =>
  asOperator((leaves) => {
    const n = indexOf(leaves, type, nth);
    leaves[n] = changed(leaves[n]!, (leaf) => change(leaf.data, leaf));
  });

const file = (name: string) => `published/${name}.json`;

/** Results and timelines, in a bundle for that audience. */
export const resultCases = (audience: Audience): Case[] => [
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
    'T45 the result of another version of the rule',
    event('AllocationComputed', (d) => {
      d.ruleVersion += 1;
    }),
    { says: /ruleVersion/ },
  ],
  [
    'T50 a result that a citizen certified',
    event('ResultsCertified', (_d, leaf) => {
      leaf.as = 'citizen';
    }),
    { says: /not for the role citizen/ },
  ],
  [
    'T50 a phase that was closed in a role that nobody has',
    event('PhaseClosed', (_d, leaf) => {
      leaf.as = 'agent/mayor';
    }),
    { says: /not for the role mayor/ },
  ],
  [
    'T50 a role under the name of another kind of person',
    event('PhaseClosed', (_d, leaf) => {
      leaf.as = 'citizen/staff';
    }),
    { says: /acts as citizen/ },
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
    'T47 two published files disagree on the winners',
    (p) =>
      publish(p, 'results', ([, row]) => {
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
    'voting rules that change once there are votes',
    configuredAgain,
    { says: /VOTING_RULES_FROZEN/ },
  ],
  [
    'voting rules that ask for more than they allow',
    event('VotingConfigured', (d) => {
      d.minSpend = d.maxSpend + 1;
    }),
    { says: /INVALID_VOTING_RULES/ },
  ],
  ['a consultation that is created twice', createdAgain, { says: /is there already/, n: 1 }],
  ['a statement after the archive', afterTheArchive, { says: /is archived/ }],
  [
    'an event that is kept back and not a voter’s',
    asOperator((leaves, p) => keepBack(p, leaves, indexOf(leaves, 'IdeaCostSet'))),
    { says: /only what voters do/ },
  ],
  [
    'a consultation without a title',
    event('ConsultationCreated', (d) => {
      delete d.title;
    }),
    { says: /published/ },
  ],
  [
    'a column that no page tells of',
    (p) =>
      publish(p, 'tally', ([row]) => {
        row.note = 'x';
      }),
    { says: /note/, file: file('tally') },
  ],
  [
    'a phase that closed before it opened',
    event(
      'PhaseClosed',
      (d) => {
        d.phaseId = voteId;
      },
      0,
    ),
    { says: /PHASE_NOT_OPEN/ },
  ],
  ...phaseCases,
];
