import { Inject } from '@nestjs/common';
import { Args, Context, ID, Mutation, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { offlineBatch, type OfflineBatchRow } from '../../../projections/offline-batch.js';
import { offlineSubtotal } from '../../../projections/offline-subtotal.js';
import { phase, type PhaseRow } from '../../../projections/phase.js';
import { Allow } from '../allow.js';
import { page, PageArgs } from '../connection.js';
import type { RequestContext } from '../context.js';
import { Door } from '../door.js';
import { globalId, localId, phaseIds } from '../ids.js';
import { Input } from '../payload.js';
import { Phase } from '../phase/types.js';
import {
  CorrectOfflineVotesInput,
  CorrectOfflineVotesPayload,
  RecordOfflineVotesInput,
  RecordOfflineVotesPayload,
  VoidOfflineVotesInput,
  VoidOfflineVotesPayload,
  type OfflineLineInput,
} from './inputs.js';
import {
  OfflineBatch,
  OfflineBatchConnection,
  OfflineLine,
  OfflineSubtotalConnection,
} from './types.js';

@Resolver(() => Phase)
export class OfflineResolver {
  constructor(@Inject(Door) private readonly door: Door) {}

  @ResolveField(() => OfflineBatchConnection, {
    description: 'Every revision of every batch of votes on paper; empty while counts are hidden.',
  })
  offlineBatches(
    @Parent() { phaseId }: PhaseRow,
    @Args() args: PageArgs,
    @Context('cahier') context: RequestContext,
  ) {
    const order = ['batchId', 'offlineRevision'] as const;
    return page(context, args, { view: offlineBatch, order }, { phaseId });
  }

  @ResolveField(() => OfflineSubtotalConnection, {
    description: 'What the votes on paper come to, booth by booth; empty while counts are hidden.',
  })
  offlineSubtotals(
    @Parent() { phaseId }: PhaseRow,
    @Args() args: PageArgs,
    @Context('cahier') context: RequestContext,
  ) {
    return page(context, args, { view: offlineSubtotal, order: ['place'] }, { phaseId });
  }

  @Mutation(() => RecordOfflineVotesPayload, {
    description: 'Writes down what the papers of a booth, a meeting or the mail come to.',
  })
  @Allow('registrar', 'staff')
  recordOfflineVotes(
    @Input() input: RecordOfflineVotesInput,
    @Context('cahier') context: RequestContext,
  ) {
    const { kind, place, occurredAt, witnessedBy } = input;
    return this.door.act(context, {
      type: RecordOfflineVotesInput,
      input,
      wish: async (newId) => ({
        type: 'RecordOfflineVotes',
        ...counted(input),
        batchId: await newId('offline_batch'),
        ...{ kind, place, occurredAt, witnessedBy: witnessedBy ?? null },
      }),
      show: shows(context),
    });
  }

  @Mutation(() => CorrectOfflineVotesPayload, {
    description:
      'Writes a batch down anew as a whole; what stood there before stays on record and counts no more.',
  })
  @Allow('registrar', 'staff')
  correctOfflineVotes(
    @Input() input: CorrectOfflineVotesInput,
    @Context('cahier') context: RequestContext,
  ) {
    const { batchId, reason } = input;
    return this.door.act(context, {
      type: CorrectOfflineVotesInput,
      input,
      wish: () => ({ type: 'CorrectOfflineVotes', ...counted(input), batchId, reason }),
      show: shows(context),
    });
  }

  @Mutation(() => VoidOfflineVotesPayload, {
    description: 'Takes a batch of votes on paper out of the count; it stays on record.',
  })
  @Allow('registrar', 'staff')
  voidOfflineVotes(
    @Input() input: VoidOfflineVotesInput,
    @Context('cahier') context: RequestContext,
  ) {
    const { phaseId, batchId, reason } = input;
    return this.door.act(context, {
      type: VoidOfflineVotesInput,
      input,
      wish: () => ({ type: 'VoidOfflineVotes', ...phaseIds(phaseId), batchId, reason }),
      show: shows(context),
    });
  }
}

@Resolver(() => OfflineBatch)
export class OfflineBatchResolver {
  @ResolveField(() => String, {
    nullable: true,
    description: 'Who watched the count; null where nobody did, or once the name is erased.',
  })
  witnessedBy(@Parent() { sealed }: OfflineBatchRow, @Context('cahier') context: RequestContext) {
    return context.words(sealed['witnessedBy']);
  }
}

@Resolver(() => OfflineLine)
export class OfflineLineResolver {
  @ResolveField(() => ID)
  ideaId(@Parent() { ideaId }: OfflineLine): string {
    return globalId('Idea', ideaId);
  }
}

const lineOf = ({ ideaId, value, votes, picks }: OfflineLineInput, i: number) => ({
  ideaId: localId('Idea', ideaId, `lines.${i}.ideaId`),
  value: value ?? null,
  picks: picks ?? votes,
  votes,
});

const counted = ({
  phaseId,
  voterCount,
  lines,
  evidenceHash,
}: RecordOfflineVotesInput | CorrectOfflineVotesInput) => ({
  ...phaseIds(phaseId),
  ...{ voterCount, lines: lines.map(lineOf), evidenceHash },
});

const shows = (context: RequestContext) => (ids: Record<string, string>) => ({
  phase: () => context.rowBy(phase, { phaseId: ids['phaseId']! }),
  offlineBatch: async () => {
    const { phaseId, batchId } = ids as { phaseId: string; batchId: string };
    return (await context.rowsBy(offlineBatch, { phaseId, batchId })).at(-1) ?? null;
  },
});
