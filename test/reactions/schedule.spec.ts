import { describe, expect, test } from '@jest/globals';
import type { ViewEvent } from '../../projections/projection.js';
import { changesOf, type Change } from '../../src/reactions/reaction.js';
import { schedule } from '../../src/reactions/schedule.js';
import {
  consultationId,
  fact,
  added,
  opened,
  closed,
  configured,
  priced,
  vote,
  voteId,
} from '../arcueil.js';

const changes = ({ type, data }: { type: string; data: unknown }, channel = 'api'): Change[] =>
  changesOf(schedule, { type, data, channel, consultationId } as ViewEvent);
const put = (type: 'OpenPhase' | 'ClosePhase', at: string): Change => ({
  set: { key: `${type} ${voteId}`, at, wish: { type, consultationId, phaseId: voteId } },
});
const off = (...types: string[]) => types.map((type) => ({ drop: `${type} ${voteId}` }));
const later = '2026-07-01T10:00:00.000Z';

describe('on schedule', () => {
  test('a phase opens and closes when that was announced', () =>
    expect(changes(added(vote))).toEqual([
      put('OpenPhase', vote.opensAt),
      put('ClosePhase', vote.closesAt!),
    ]));

  test('an open-ended phase is opened, and closed by hand', () =>
    expect(changes(added({ ...vote, closesAt: null }))).toEqual([
      put('OpenPhase', vote.opensAt),
      ...off('ClosePhase'),
    ]));

  test('an imported phase is left to whoever imports it', () =>
    expect(changes(added(vote), 'import')).toEqual([]));

  test('what is moved happens at its new time, and the rest as it was announced', () => {
    const moved = (to: { opensAt: string; closesAt: string | null }) =>
      changes(
        fact('PhaseRescheduled', {
          ...{ phaseId: voteId, from: { opensAt: vote.opensAt, closesAt: vote.closesAt }, to },
          ...{ reason: 'Rain.', decidedBy: 'cm' },
        }),
      );
    expect(moved({ opensAt: vote.opensAt, closesAt: later })).toEqual([put('ClosePhase', later)]);
    expect(moved({ opensAt: vote.opensAt, closesAt: null })).toEqual(off('ClosePhase'));
    expect(moved({ opensAt: later, closesAt: vote.closesAt })).toEqual([put('OpenPhase', later)]);
  });

  test('what somebody did by hand is not done again', () => {
    expect(changes(opened(vote))).toEqual([...off('OpenPhase'), { again: consultationId }]);
    expect(changes(closed(vote))).toEqual(off('OpenPhase', 'ClosePhase'));
  });

  test('a phase that is reopened closes at its new end, a cancelled one neither opens nor closes', () => {
    const reopened = { phaseId: voteId, at: vote.closesAt!, reason: 'r', decisionRef: 'd' };
    expect(changes(fact('PhaseReopened', { ...reopened, closesAt: later }))).toEqual([
      put('ClosePhase', later),
    ]);
    expect(
      changes(
        fact('PhaseCancelled', {
          ...{ phaseId: voteId, at: later, reason: 'r', fateOfVotes: 'kept_not_counted' },
        }),
      ),
    ).toEqual(off('OpenPhase', 'ClosePhase'));
  });

  test('what was not ready is tried again once the consultation is public, its vote configured or priced', () => {
    const published = fact('ConsultationPublished', { at: later });
    for (const ready of [published, configured(), priced()])
      expect(changes(ready)).toEqual([{ again: consultationId }]);
  });
});
