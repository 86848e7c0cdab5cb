import { asksForBallots } from '../allocation/rule.js';
import { livePhase } from '../consultation/live.js';
import { consultationStream, type Consultation, type PhaseState } from '../consultation/state.js';
import {
  because,
  grant,
  reasons,
  refuse,
  unless,
  type Circumstances,
  type Decision,
  type Id,
  type Instant,
  type Refusal,
  type Rule,
} from '../fact.js';
import { ideaStream, type Idea } from '../idea/state.js';
import { same } from '../plain.js';
import { tallyStream, type Tally } from '../tally/state.js';
import { required, textLimits, tooLong } from '../text.js';
import type { OfflineCount, OfflineFact, OfflineKind, OfflineLine } from './events.js';
import { countTroubles } from './lines.js';
import { recordingTroubles, timeTrouble } from './moment.js';
import { offlineStream, type Offline } from './state.js';

interface Wish<T extends string> {
  type: T;
  consultationId: Id;
  phaseId: Id;
  batchId: Id;
}
/** `evidenceHash` is SHA-256, in hex, of the record that was signed where the papers were counted. */
export type RecordOfflineVotes = Wish<'RecordOfflineVotes'> &
  OfflineCount & {
    kind: OfflineKind;
    place: string;
    occurredAt: Instant;
    evidenceHash: string;
    /** Who watched the count. */
    witnessedBy?: string | null;
  };
export type CorrectOfflineVotes = Wish<'CorrectOfflineVotes'> &
  OfflineCount & { reason: string; evidenceHash: string };
export type VoidOfflineVotes = Wish<'VoidOfflineVotes'> & { reason: string };
export type OfflineCommand = RecordOfflineVotes | CorrectOfflineVotes | VoidOfflineVotes;

type World = {
  batch: Offline;
  consultation: Consultation;
  tally: Tally;
} & { [idea: `idea ${string}`]: Idea };

const linesOf = (c: OfflineCommand): OfflineLine[] => ('lines' in c ? c.lines : []);

/** The reasons why votes on paper are not written down in a phase at present. */
const momentTroubles = (phase: PhaseState, tally: Tally): Refusal[] => {
  const { phaseId, title } = phase;
  const hidden = phase.status === 'open' && phase.tallyVisibility === 'hidden_until_close';
  return reasons(
    ...recordingTroubles(phase, tally),
    hidden &&
      because('COUNTS_HIDDEN', `Counts of ${title} are hidden until it is closed.`, { phaseId }),
  );
};

/** Decides on a batch of votes on paper. */
const onBatch = <C extends OfflineCommand>(
  decide: (c: C, world: World, phase: PhaseState, act: Circumstances) => Decision<OfflineFact>,
): Rule<C, World, OfflineFact> => ({
  writes: 'batch',
  streams: (c) => ({
    batch: offlineStream(c.phaseId, c.batchId),
    consultation: consultationStream(c.consultationId),
    tally: tallyStream(c.phaseId),
    ...Object.fromEntries(linesOf(c).map(({ ideaId }) => [`idea ${ideaId}`, ideaStream(ideaId)])),
  }),
  decide(c, world, act) {
    const phase = livePhase(world.consultation, c);
    if ('refused' in phase) return phase;
    const { title, method, voting } = phase;
    return voting
      ? decide(c, world, phase, act)
      : refuse(because('NOT_A_VOTE', `Nobody votes in ${title}.`, { method }, ['phaseId']));
  },
});

const countedTroubles = (
  c: RecordOfflineVotes | CorrectOfflineVotes,
  world: World,
  phase: PhaseState,
): Refusal[] => {
  const { ballotType, allocationRule, tieBreak } = phase.voting!;
  const isOfSums = !allocationRule || !asksForBallots(allocationRule, tieBreak);
  return reasons(
    ...momentTroubles(phase, world.tally),
    (ballotType === 'ordinal' || !isOfSums) &&
      because('NEEDS_EACH_BALLOT', 'This result asks for each ballot: sums are not enough.'),
    ...countTroubles(
      c,
      phase,
      (id) => world[`idea ${id}`]!.submitted?.consultationId === c.consultationId,
    ),
    !/^[0-9a-f]{64}$/.test(c.evidenceHash) &&
      because('INVALID_DIGEST', 'A digest is SHA-256 in 64 small hexadecimal digits.', {}, [
        'evidenceHash',
      ]),
  );
};

const unknown = (batchId: Id): Refusal =>
  because('OFFLINE_BATCH_UNKNOWN', `No batch ${batchId}.`, {}, ['batchId']);

const voided = because('OFFLINE_BATCH_VOIDED', 'This batch was taken out of the count.');

/** Whether the same is said again of a batch. */
const isSame = (batch: object, said: object): boolean =>
  Object.entries(said).every(([name, value]) => same((batch as never)[name], value));

export const offlineRules = {
  /** Writes down what the papers of a booth, a meeting or the mail come to. */
  RecordOfflineVotes: onBatch<RecordOfflineVotes>((c, world, phase, { at }) => {
    const { phaseId, batchId, kind, occurredAt, voterCount, lines, evidenceHash } = c;
    const place = c.place.trim();
    const said = { phaseId, batchId, kind, place, occurredAt, voterCount, lines, evidenceHash };
    const { batch } = world.batch;
    if (batch?.offlineRevision === 1 && isSame(batch, said)) return grant();
    const refused = reasons(
      batch && because('ALREADY_EXISTS', `Batch ${batchId} exists.`, { id: batchId }),
      required(c.place, ['place']),
      timeTrouble(phase, occurredAt, at),
      tooLong(c.witnessedBy, ['witnessedBy']),
      ...countedTroubles(c, world, phase),
    );
    const witnessedBy = c.witnessedBy?.trim();
    return unless(refused, () => ({
      type: 'OfflineVotesRecorded',
      data: { ...said, offlineRevision: 1 },
      ...(witnessedBy && { personal: { witnessedBy } }),
    }));
  }),

  /** Writes a batch down anew, whole, with the reason; what was written before stays on record. */
  CorrectOfflineVotes: onBatch<CorrectOfflineVotes>((c, world, phase) => {
    const { voterCount, lines, evidenceHash, batchId } = c;
    const { batch } = world.batch;
    if (!batch) return refuse(unknown(batchId));
    if (isSame(batch, { voterCount, lines, evidenceHash })) return grant();
    const refused = reasons(
      world.batch.voided && voided,
      required(c.reason, ['reason'], textLimits.body),
      ...countedTroubles(c, world, phase),
    );
    const { phaseId, kind, place, occurredAt, offlineRevision } = batch;
    return unless(refused, () => ({
      type: 'OfflineVotesCorrected',
      data: {
        ...{ phaseId, batchId, kind, place, occurredAt, offlineRevision: offlineRevision + 1 },
        ...{ voterCount, lines, reason: c.reason.trim(), evidenceHash },
        replaces: { voterCount: batch.voterCount, lines: batch.lines },
      },
    }));
  }),

  /** Takes a batch out of the count, with the reason; it stays on record. */
  VoidOfflineVotes: onBatch<VoidOfflineVotes>((c, world, phase) => {
    const { batch } = world.batch;
    if (!batch) return refuse(unknown(c.batchId));
    if (world.batch.voided) return grant();
    const refused = reasons(
      ...momentTroubles(phase, world.tally),
      required(c.reason, ['reason'], textLimits.body),
    );
    const { voterCount, lines, evidenceHash: _evidenceHash, ...own } = batch;
    return unless(refused, () => ({
      type: 'OfflineVotesVoided',
      data: { ...own, reason: c.reason.trim(), replaces: { voterCount, lines } },
    }));
  }),
};
