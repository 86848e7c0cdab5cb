import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';
import { Module, type DynamicModule } from '@nestjs/common';
import { APP_FILTER, APP_GUARD } from '@nestjs/core';
import { CqrsModule, QueryBus } from '@nestjs/cqrs';
import { GraphQLModule } from '@nestjs/graphql';
import { Disclosures } from '../views/disclosures.js';
import { Past } from '../views/as-of.js';
import { Grants } from '../acts/grants.js';
import { AllowGuard } from './allow.js';
import { asOfPlugin, withAsOf } from './as-of.js';
import { AuditResolver } from './audit/resolver.js';
import { BallotResolver, BasketLineResolver, MyBallotResolver } from './ballot/resolver.js';
import { PaperBallotResolver } from './ballot/paper.js';
import { DocumentsResolver } from './consultation/documents.js';
import { ConsultationResolver, DecisionResolver } from './consultation/resolver.js';
import {
  RulesHistoryResolver,
  RulesResolver,
  RulesVersionResolver,
} from './consultation/rules-history.js';
import { RequestContext } from './context.js';
import { CommentResolver, DiscussionResolver } from './discussion/resolver.js';
import { Door } from './door.js';
import { AsGraphqlError, formatError } from './errors.js';
import {
  AnswersResolver,
  FeedbackHistoryResolver,
  FeedbackRevisionResolver,
} from './idea/answers.js';
import {
  FeedbackDueResolver,
  FeedbackOfIdeaResolver,
  PromiseOfIdeaResolver,
  StaffInboxResolver,
} from './idea/feedback-due.js';
import { CostResolver } from './idea/cost.js';
import { HandlingResolver } from './idea/handling.js';
import { IdeaResolver, OfficialFeedbackResolver } from './idea/resolver.js';
import { DuplicateResolver, MergesResolver } from './idea/merges.js';
import {
  ModerationEntryResolver,
  ModerationLogResolver,
  ModerationResolver,
} from './idea/moderation.js';
import { guardLimits, limits } from './limits.js';
import { NodeResolver } from './node/resolver.js';
import { OfflineBatchResolver, OfflineLineResolver, OfflineResolver } from './offline/resolver.js';
import { OrganisationResolver } from './organisation/resolver.js';
import { RoleGrantResolver, RolesResolver } from './organisation/roles.js';
import { BlocksResolver, ParticipantBlockResolver } from './participant/blocks.js';
import { AccountMergesResolver } from './participant/merges.js';
import { ProfileResolver } from './participant/profile.js';
import { ParticipantResolver } from './participant/resolver.js';
import { PhaseChangesResolver } from './phase/changes.js';
import { BallotOptionResolver, PhaseResolver } from './phase/resolver.js';
import { ContributionsResolver } from './phase/contributions.js';
import { ParticipationResolver } from './phase/participation.js';
import { SegmentedRowResolver, SegmentsResolver } from './phase/segments.js';
import { withQueryOnPayloads } from './query-on-payloads.js';
import { ReceiptResolver } from './receipt/resolver.js';
import { ReviewedIdeaResolver, ReviewResolver, ReviewSessionsResolver } from './review/resolver.js';
import { AllocationOverrideResolver, OverrideResolver } from './results/override.js';
import {
  BrokenTieResolver,
  CorrectedPriceResolver,
  FundedIdeaResolver,
  ResultsResolver,
  UnfundedIdeaResolver,
  VoteCountResolver,
} from './results/resolver.js';
import { RulingResolver } from './ruling/resolver.js';
import { InstantScalar, MinorUnitsScalar, PositionScalar } from './scalars.js';
import { principalOf, type ReadToken } from './sign-in.js';
import { timelineItemTypes } from './timeline/types.js';
import { userErrorTypes } from './user-error.js';
import { VoteResolver } from './vote/resolver.js';
import {
  IdeaVotesResolver,
  MyVoteResolver,
  PhaseVotesResolver,
  VoteTallyResolver,
} from './vote/tally.js';

const driver = (
  queries: QueryBus,
  disclosures: Disclosures,
  past: Past,
  grants: Grants,
  read: ReadToken,
): ApolloDriverConfig => {
  const { plugins, validationRules } = guardLimits();
  return {
    path: '/graphql',
    autoSchemaFile: true,
    sortSchema: true,
    transformSchema: (schema) => withAsOf(withQueryOnPayloads(schema)),
    buildSchemaOptions: { orphanedTypes: [...userErrorTypes, ...timelineItemTypes] },
    context: async ({ req }: { req: { headers: Record<string, string | undefined> } }) => ({
      cahier: new RequestContext(
        queries,
        disclosures,
        await principalOf(req.headers['authorization'], read),
        grants,
      ),
    }),
    plugins: [...plugins, asOfPlugin(past)],
    validationRules,
    parseOptions: { maxTokens: limits.tokens },
    csrfPrevention: false,
    introspection: true,
    playground: false,
    graphiql: false,
    autoTransformHttpErrors: false,
    includeStacktraceInErrorResponses: false,
    formatError,
  } as ApolloDriverConfig;
};

export const resolvers = [
  NodeResolver,
  OrganisationResolver,
  RolesResolver,
  RoleGrantResolver,
  ConsultationResolver,
  DecisionResolver,
  DocumentsResolver,
  RulesResolver,
  RulesHistoryResolver,
  RulesVersionResolver,
  PhaseResolver,
  PhaseChangesResolver,
  SegmentsResolver,
  ContributionsResolver,
  ParticipationResolver,
  SegmentedRowResolver,
  BallotOptionResolver,
  IdeaResolver,
  OfficialFeedbackResolver,
  ModerationResolver,
  ModerationLogResolver,
  ModerationEntryResolver,
  CostResolver,
  HandlingResolver,
  ReviewResolver,
  ReviewedIdeaResolver,
  ReviewSessionsResolver,
  FeedbackDueResolver,
  FeedbackOfIdeaResolver,
  PromiseOfIdeaResolver,
  StaffInboxResolver,
  AnswersResolver,
  FeedbackHistoryResolver,
  FeedbackRevisionResolver,
  DiscussionResolver,
  CommentResolver,
  MergesResolver,
  DuplicateResolver,
  BallotResolver,
  BasketLineResolver,
  MyBallotResolver,
  RulingResolver,
  PaperBallotResolver,
  OfflineResolver,
  OfflineBatchResolver,
  OfflineLineResolver,
  VoteResolver,
  PhaseVotesResolver,
  IdeaVotesResolver,
  VoteTallyResolver,
  MyVoteResolver,
  ResultsResolver,
  OverrideResolver,
  AllocationOverrideResolver,
  CorrectedPriceResolver,
  FundedIdeaResolver,
  UnfundedIdeaResolver,
  BrokenTieResolver,
  VoteCountResolver,
  ParticipantResolver,
  ProfileResolver,
  AccountMergesResolver,
  BlocksResolver,
  ParticipantBlockResolver,
  AuditResolver,
  ReceiptResolver,
];

/** The only door for commands and queries over HTTP. */
@Module({})
export class GraphqlGateway {
  static with(read: ReadToken): DynamicModule {
    return {
      module: GraphqlGateway,
      imports: [
        CqrsModule,
        GraphQLModule.forRootAsync<ApolloDriverConfig>({
          driver: ApolloDriver,
          imports: [CqrsModule],
          inject: [QueryBus, Disclosures, Past, Grants],
          useFactory: (queries: QueryBus, disclosures: Disclosures, past: Past, grants: Grants) =>
            driver(queries, disclosures, past, grants, read),
        }),
      ],
      providers: [
        Door,
        PositionScalar,
        InstantScalar,
        MinorUnitsScalar,
        { provide: APP_GUARD, useClass: AllowGuard },
        { provide: APP_FILTER, useClass: AsGraphqlError },
        ...resolvers,
      ],
    };
  }
}
