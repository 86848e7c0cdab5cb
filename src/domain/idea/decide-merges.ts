import { liveTrouble } from '../consultation/live.js';
import type { OptionFact } from '../consultation/events.js';
import type { Consultation } from '../consultation/state.js';
import { because, grant, reasons, refuse, type Id, type Refusal, type Rule } from '../fact.js';
import { required, textLimits } from '../text.js';
import type { MergeIdeas, UnmergeIdea } from './commands.js';
import type { IdeaFact, MergedIdea } from './events.js';
import { ideaStream, type Idea } from './state.js';
import {
  isPlanned,
  notVotable,
  openVotesOn,
  restorations,
  supportsOn,
  suspensions,
  unknownTrouble,
  world,
  type IdeaDecision,
  type World,
} from './world.js';

/** The world of a merge: besides the idea itself, each idea that changes with it, under its own id. */
type Merging = World & { [other: `idea ${string}`]: Idea };

/** The name under which a rule on merges holds another idea. */
const other = (ideaId: Id): `idea ${string}` => `idea ${ideaId}`;

const others = (ids: Id[]): Record<`idea ${string}`, string> =>
  Object.fromEntries(ids.map((id) => [other(id), ideaStream(id)]));

/** The most ideas that one merge takes in. */
const mostSources = 20;

const sourceTroubles = (c: MergeIdeas, w: Merging): (Refusal | undefined)[] =>
  c.sourceIdeaIds.flatMap((ideaId, i) => {
    const source = w[other(ideaId)]!;
    const path = ['sourceIdeaIds', String(i)];
    const unknown = unknownTrouble({ ...c, ideaId }, source)?.refused ?? [];
    const isAgain = ideaId === c.ideaId || c.sourceIdeaIds.indexOf(ideaId) < i;
    return [
      ...unknown,
      isAgain ? because('SAME_IDEA', 'An idea is merged with another one.', {}) : undefined,
      unknown.length ? undefined : notVotable(ideaId, source),
    ].map((refusal) => refusal && { ...refusal, path });
  });

/** The votes that are under way on any of these ideas. */
const openVotes = (ideas: Idea[], consultation: Consultation): Refusal | false => {
  const phaseIds = [...new Set(ideas.flatMap((idea) => openVotesOn(idea, consultation)))];
  return (
    phaseIds.length > 0 &&
    because('MERGE_DURING_VOTE', 'Ideas are not merged or taken apart while people vote on them.', {
      phaseIds,
    })
  );
};

const sameIds = (a: Id[], b: Id[]): boolean => [...a].sort().join() === [...b].sort().join();

const changedMeanwhile = because('MERGE_CHANGED', 'Another merge took place meanwhile; try again.');

const into = (
  { ideaId, via, votePolicy }: MergedIdea,
  targetIdeaId: Id,
  previousTargetId: Id | null,
  reason: string,
): IdeaFact => ({
  type: 'IdeaMergedInto',
  to: other(ideaId),
  data: { ideaId, targetIdeaId, votePolicy, via, previousTargetId, reason },
});

const mergedNow = (c: MergeIdeas, w: Merging): IdeaDecision => {
  const { ideaId, votePolicy } = c;
  const reason = c.reason.trim();
  const direct = c.sourceIdeaIds.map((id): MergedIdea => ({ ideaId: id, votePolicy, via: null }));
  const sources = c.sourceIdeaIds.map((id) => w[other(id)]!);
  const unitedIn = [...new Set(sources.flatMap((s) => supportsOn(s, w.consultation)))].sort();
  const along = c.sourceIdeaIds.flatMap((via) =>
    w[other(via)]!.merged.map((m): MergedIdea => ({ ideaId: m.ideaId, votePolicy, via })),
  );
  return grant<IdeaFact | OptionFact>(
    {
      type: 'IdeasMerged',
      data: {
        ...{ ideaId, merged: [...direct, ...along], reason },
        ...(votePolicy === 'union_distinct_voters' && { unitedIn }),
      },
    },
    ...[...direct, ...along].map((m) => into(m, ideaId, m.via, reason)),
    ...c.sourceIdeaIds.flatMap((id) => suspensions(id, w.consultation, 'merged', isPlanned)),
  );
};

export const mergeRules = {
  /** Merges ideas into one that goes on; what they had taken in before comes along, so that no chain is longer than one. */
  MergeIdeas: {
    writes: 'idea',
    streams: (c) => ({ ...world(c), ...others([...c.sourceIdeaIds, ...c.movingIds]) }),
    decide(c, w) {
      const { ideaId, sourceIdeaIds } = c;
      const gone = unknownTrouble(c, w.idea) ?? liveTrouble(w.consultation, c.consultationId);
      if (gone) return gone;
      const isDone = (id: Id) => w[other(id)]!.mergedInto?.targetIdeaId === ideaId;
      if (sourceIdeaIds.length && sourceIdeaIds.every(isDone)) return grant();
      const sources = sourceIdeaIds.map((id) => w[other(id)]!);
      const refused = reasons(
        !sources.length &&
          because('SOURCE_REQUIRED', 'Say which ideas are merged into it.', {}, ['sourceIdeaIds']),
        sources.length > mostSources &&
          because('TOO_MANY_SOURCES', `At most ${mostSources} at once.`, { max: mostSources }, [
            'sourceIdeaIds',
          ]),
        notVotable(ideaId, w.idea),
        ...sourceTroubles(c, w),
        openVotes([w.idea, ...sources], w.consultation),
        required(c.reason, ['reason'], textLimits.body),
      );
      const moving = sources.flatMap(({ merged }) => merged.map((m) => m.ideaId));
      if (!refused.length && !sameIds(moving, c.movingIds)) return refuse(changedMeanwhile);
      return refused.length ? refuse(...refused) : mergedNow(c, w);
    },
  } as Rule<MergeIdeas, Merging, IdeaFact | OptionFact>,

  /** Takes a merged idea out again, with what it had brought along; all is as it was before the merge. */
  UnmergeIdea: {
    writes: 'idea',
    streams: (c) => ({ ...world(c), ...others([c.targetIdeaId, ...c.movingIds]) }),
    decide(c, w) {
      const { ideaId, targetIdeaId } = c;
      const gone = unknownTrouble(c, w.idea) ?? liveTrouble(w.consultation, c.consultationId);
      if (gone) return gone;
      const { mergedInto, merged } = w.idea;
      if (!mergedInto) return grant();
      const moving = merged.map((m) => m.ideaId);
      if (mergedInto.targetIdeaId !== targetIdeaId || !sameIds(moving, c.movingIds))
        return refuse(changedMeanwhile);
      const refused = reasons(
        mergedInto.via !== null &&
          because('MERGED_THROUGH', `It came with ${mergedInto.via}; take that apart first.`, {
            viaId: mergedInto.via,
          }),
        openVotes([w.idea, w[other(targetIdeaId)]!], w.consultation),
        required(c.reason, ['reason'], textLimits.body),
      );
      if (refused.length) return refuse(...refused);
      const reason = c.reason.trim();
      const apart = (id: Id, to?: string): IdeaFact => ({
        type: 'IdeaUnmerged',
        ...(to && { to }),
        data: { ideaId: id, sourceIdeaId: ideaId, targetIdeaId, reason },
      });
      return grant<IdeaFact | OptionFact>(
        apart(ideaId),
        apart(targetIdeaId, other(targetIdeaId)),
        ...merged.map((m) => into(m, ideaId, targetIdeaId, reason)),
        ...restorations(ideaId, w.consultation, 'merged'),
      );
    },
  } as Rule<UnmergeIdea, Merging, IdeaFact | OptionFact>,
};
