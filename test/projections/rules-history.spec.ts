import { expect } from '@jest/globals';
import { rulesHistory, type RulesVersion } from '../../projections/rules-history.js';
import {
  configured,
  fact,
  option,
  priced,
  rulesPublished,
  voteId,
  votingRules,
} from '../arcueil.js';
import { seen, specsOf } from '../seen.js';
import { supportConfigured, supportId } from '../supports.js';

const cost = (amount: number, costVersion: number, ideaId = 'garden') =>
  fact('IdeaCostSet', { ideaId, amount, currency: 'EUR', explanation: null, costVersion });
const like = (version: Partial<RulesVersion>) =>
  expect.objectContaining(version) as unknown as RulesVersion;
const { rulesVersion: _version, ...rules } = rulesPublished.data;

specsOf(rulesHistory, {
  RulesPublished: {
    'the rules of the game are kept version by version': () =>
      seen(rulesHistory, rulesPublished, {
        ...rulesPublished,
        data: { ...rulesPublished.data, rulesVersion: 2, text: 'Two each.' },
      }).rows({
        ...{ consultationId: 'pb26', kind: 'rules', subject: '', phaseId: null, ideaId: null },
        versions: [
          {
            ...{ version: 1, mark: '1', content: rules },
            ...{ at: '2026-01-01T01:00:00.000Z', position: '1' },
          },
          {
            ...{ version: 2, mark: '2', content: { ...rules, text: 'Two each.' } },
            ...{ at: '2026-01-01T02:00:00.000Z', position: '2' },
          },
        ],
      }),
  },
  VotingConfigured: {
    'what a voter may do is kept phase by phase': () =>
      seen(rulesHistory, configured(), supportConfigured()).rows(
        {
          ...{ kind: 'voting', subject: voteId, phaseId: voteId },
          versions: [like({ version: 1, mark: '1', content: { ...votingRules } })],
        },
        { kind: 'voting', subject: supportId },
      ),
  },
  CostsPublished: {
    'prices that are published anew are the next version': () => {
      const first = priced();
      const second = priced([option('garden', 70_00)]);
      return seen(rulesHistory, first, second).rows({
        ...{ kind: 'costs', subject: voteId, phaseId: voteId },
        versions: [
          like({ version: 1, mark: first.data.optionsHash }),
          like({
            ...{ version: 2, mark: second.data.optionsHash },
            content: { options: second.data.options },
          }),
        ],
      });
    },
  },
  IdeaCostCorrected: {
    'E14 a price that is corrected during the vote is the next version, with why and by which decision':
      () => {
        const corrected = fact('IdeaCostCorrected', {
          ...{ ideaId: 'garden', phaseId: voteId, old: 60_00, new: 65_00, currency: 'EUR' },
          ...{ reason: 'Two trees were forgotten.', decisionRef: 'D-12', notify: true },
          ...{ costVersion: 2, proposedBy: 'sofia', approvedBy: 'marc' },
        });
        return seen(rulesHistory, cost(60_00, 1), corrected).rows({
          subject: 'garden',
          versions: [
            like({ mark: '1' }),
            like({
              ...{ version: 2, mark: '2' },
              content: {
                ...{ amount: 65_00, currency: 'EUR', explanation: 'Two trees were forgotten.' },
                decisionRef: 'D-12',
              },
            }),
          ],
        });
      },
  },
  IdeaCostSet: {
    'the price of each idea has a history of its own': () =>
      seen(rulesHistory, cost(60_00, 1), cost(30_00, 1, 'bench'), cost(70_00, 2)).rows(
        {
          ...{ kind: 'cost', subject: 'garden', ideaId: 'garden', phaseId: null },
          versions: [
            like({ mark: '1' }),
            like({
              ...{ version: 2, mark: '2' },
              content: { amount: 70_00, currency: 'EUR', explanation: null },
            }),
          ],
        },
        { kind: 'cost', subject: 'bench' },
      ),
  },
});
