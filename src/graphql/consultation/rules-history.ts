import { Args, Context, Int, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { changesBetween } from '../../../projections/changes.js';
import type { ConsultationRow } from '../../../projections/consultation.js';
import { ideaCard } from '../../../projections/idea-card.js';
import { phase, type PhaseRow } from '../../../projections/phase.js';
import {
  rulesHistory,
  type RulesHistoryRow,
  type RulesVersion as Laid,
} from '../../../projections/rules-history.js';
import { page, PageArgs } from '../connection.js';
import type { RequestContext } from '../context.js';
import { Idea } from '../idea/types.js';
import { globalId } from '../ids.js';
import { Phase } from '../phase/types.js';
import {
  RulesChange,
  RulesHistory,
  RulesHistoryConnection,
  RulesVersion,
} from './rules-history-types.js';
import { Consultation } from './types.js';
import { votesUnder } from './votes-under-rules.js';

/** One version beside its history. */
interface Told extends Omit<Laid, 'position'> {
  history: RulesHistoryRow;
  position: bigint;
}

type Content = Record<string, unknown>;

/** Without what it says of ideas that may not be shown. */
const shown = async (content: Content, context: RequestContext): Promise<Content> => {
  const options = content['options'] as { ideaId: string }[] | undefined;
  if (!options) return content;
  const ideas = await Promise.all(options.map(({ ideaId }) => context.rowBy(ideaCard, { ideaId })));
  const told = options.filter((_option, i) => ideas[i]);
  return {
    ...content,
    options: told.map((option) => ({ ...option, ideaId: globalId('Idea', option.ideaId) })),
  };
};

@Resolver(() => Consultation)
export class RulesResolver {
  @ResolveField(() => RulesHistoryConnection, {
    description: 'Every rule, limit and price that was laid down, and what each change changed.',
  })
  rulesHistory(
    @Parent() { consultationId }: ConsultationRow,
    @Args() args: PageArgs,
    @Context('cahier') context: RequestContext,
  ) {
    return page<RulesHistoryRow>(
      context,
      args,
      { view: rulesHistory, order: ['kind', 'subject'], descending: true },
      { consultationId },
    );
  }
}

@Resolver(() => RulesHistory)
export class RulesHistoryResolver {
  @ResolveField(() => Phase, {
    nullable: true,
    description: 'The phase, of limits and prices that are of one.',
  })
  phase(@Parent() { phaseId }: RulesHistoryRow, @Context('cahier') context: RequestContext) {
    return context.rowBy(phase, { phaseId });
  }

  @ResolveField(() => Idea, { nullable: true, description: 'The idea whose price it is.' })
  idea(@Parent() { ideaId }: RulesHistoryRow, @Context('cahier') context: RequestContext) {
    return context.rowBy(ideaCard, { ideaId });
  }

  @ResolveField(() => [RulesVersion], { description: 'From the first to the present one.' })
  versions(@Parent() history: RulesHistoryRow): Told[] {
    return history.versions.map((version) => ({
      ...version,
      history,
      position: BigInt(version.position),
    }));
  }
}

@Resolver(() => RulesVersion)
export class RulesVersionResolver {
  @ResolveField(() => String, { description: 'All that it says, in JSON.' })
  async content(@Parent() { content }: Told, @Context('cahier') context: RequestContext) {
    return JSON.stringify(await shown(content, context));
  }

  @ResolveField(() => [RulesChange], {
    description: 'What it says otherwise than the version before it; all of the first.',
  })
  async changes(
    @Parent() { content, history, version }: Told,
    @Context('cahier') context: RequestContext,
  ) {
    const before = history.versions[version - 2]?.content ?? {};
    const [old, now] = await Promise.all([shown(before, context), shown(content, context)]);
    return changesBetween(old, now).map((change) => ({
      path: change.path,
      before: JSON.stringify(change.before),
      after: JSON.stringify(change.after),
    }));
  }

  @ResolveField(() => [Phase], {
    description: 'Of rules of the consultation: phases that opened under them.',
  })
  phases(@Parent() told: Told, @Context('cahier') context: RequestContext) {
    return told.history.kind === 'rules' ? phasesUnder(told, context) : [];
  }

  @ResolveField(() => Int, {
    nullable: true,
    description:
      'Baskets and votes that were given under it, whether or not they still stand, batches of papers apart; null while counts are hidden.',
  })
  votes(@Parent() told: Told, @Context('cahier') context: RequestContext) {
    return votesOn(told, context);
  }
}

const phasesUnder = async ({ history, mark }: Told, context: RequestContext) =>
  (await context.rowsBy(phase, { consultationId: history.consultationId })).filter(
    ({ rulesVersion }: PhaseRow) => String(rulesVersion) === mark,
  );

const votesOn = async (told: Told, context: RequestContext): Promise<number | null> => {
  const { kind, phaseId, ideaId, consultationId } = told.history;
  const isOfRules = kind === 'rules';
  const ofConsultation: PhaseRow[] = await context.rowsBy(phase, { consultationId });
  const concerned = isOfRules
    ? await phasesUnder(told, context)
    : ofConsultation.filter((row) => phaseId === null || row.phaseId === phaseId);
  return votesUnder(
    context,
    concerned,
    (row) =>
      row.kind === (isOfRules ? 'voting' : kind) &&
      row.ideaId === (ideaId ?? '') &&
      (isOfRules || row.mark === told.mark),
  );
};
