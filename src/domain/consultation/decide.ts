import {
  because,
  grant,
  reasons,
  refuse,
  type Circumstances,
  type Decision,
  type Id,
  type Minor,
  type Refusal,
  type Rule,
} from '../fact.js';
import { areaTrouble, organisationStream, type Organisation } from '../organisation.js';
import { required, textLimits, tooLong } from '../text.js';
import type {
  BallotOption,
  ConsultationFact,
  ConsultationRules,
  Phase,
  VotingRules,
} from './events.js';
import { isRefusal, overlapping, phaseOf, votingTroubles } from './phases.js';
import { consultationOf } from './phase-name.js';
import { consultationStream, type Consultation, type PhaseState } from './state.js';

type Created = Extract<ConsultationFact, { type: 'ConsultationCreated' }>['data'];
type Decided = Extract<ConsultationFact, { type: 'DecisionPublished' }>['data'];
interface Wish<T extends string> {
  type: T;
  consultationId: Id;
}

export type CreateConsultation = Wish<'CreateConsultation'> &
  Omit<Created, 'timeZone' | 'currency'> & {
    /** The organisation's own unless said otherwise. */
    timeZone?: string | null;
    /** The organisation's own unless said otherwise. */
    currency?: string | null;
  };
export type PublishRules = Wish<'PublishRules'> & ConsultationRules;
export type PublishConsultation = Wish<'PublishConsultation'>;
export type AddPhase = Wish<'AddPhase'> & Phase;
export type ConfigureVoting = Wish<'ConfigureVoting'> & VotingRules & { phaseId: Id };
/** `admitted` is what stands on the phase's ballot list, in order of submission; a price is null where none was set. */
export type PublishCosts = Wish<'PublishCosts'> & {
  phaseId: Id;
  admitted: (Omit<BallotOption, 'amount'> & { amount: Minor | null })[];
  /** Keeps ideas dearer than their envelope on the ballot, on purpose and on record; refused otherwise. */
  keepOverEnvelope?: boolean;
};
export type OpenPhase = Wish<'OpenPhase'> & { phaseId: Id };
export type ClosePhase = Wish<'ClosePhase'> & { phaseId: Id; reason?: string | null };
export type PublishDecision = Wish<'PublishDecision'> & Decided & { organisationId: Id };
export type ArchiveConsultation = Wish<'ArchiveConsultation'> & {
  outcomeSummary: string;
  noFollowUpReason?: string | null;
};
export type ConsultationCommand =
  | CreateConsultation
  | PublishRules
  | PublishConsultation
  | AddPhase
  | ConfigureVoting
  | PublishCosts
  | OpenPhase
  | ClosePhase
  | PublishDecision
  | ArchiveConsultation;

type Own = { consultation: Consultation };

/** Decides on a consultation that exists and is not archived. */
const within = <C extends { consultationId: Id }>(
  decide: (c: C, state: Consultation, act: Circumstances) => Decision<ConsultationFact>,
): Rule<C, Own, ConsultationFact> => ({
  writes: 'consultation',
  streams: (c) => ({ consultation: consultationStream(c.consultationId) }),
  decide: (c, { consultation }, act) =>
    liveTrouble(consultation, c.consultationId) ?? decide(c, consultation, act),
});

/** Decides on a phase that exists. */
const ofPhase = <C extends { consultationId: Id; phaseId: Id }>(
  decide: (
    c: C,
    phase: PhaseState,
    state: Consultation,
    act: Circumstances,
  ) => Decision<ConsultationFact>,
) =>
  within<C>((c, state, act) => {
    const phase = phaseOf(state, c.phaseId);
    return isRefusal(phase) ? refuse(phase) : decide(c, phase, state, act);
  });

/** The refusal of any act on a consultation that is unknown or archived. */
export const liveTrouble = (
  c: Consultation,
  consultationId: Id,
): { refused: Refusal[] } | undefined => {
  if (!c.created)
    return refuse(
      because('CONSULTATION_UNKNOWN', `No consultation ${consultationId}.`, { consultationId }, [
        'consultationId',
      ]),
    );
  return c.archived
    ? refuse(because('CONSULTATION_ARCHIVED', 'This consultation is archived.', { consultationId }))
    : undefined;
};

const granted = <T extends ConsultationFact['type']>(
  type: T,
  data: Extract<ConsultationFact, { type: T }>['data'],
): Decision<ConsultationFact> => grant({ type, data } as ConsultationFact);

const unlessRefused = (refused: Refusal[], decision: () => Decision<ConsultationFact>) =>
  refused.length ? refuse(...refused) : decision();

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
const isDate = (text: string): boolean =>
  /^\d{4}-\d{2}-\d{2}$/.test(text) && new Date(`${text}T00:00:00Z`).toISOString().startsWith(text);

export const consultationRules = {
  /** Creates a consultation in an organisation, with its purpose, audience, areas and topics. */
  CreateConsultation: {
    writes: 'consultation',
    streams: (c) => ({
      consultation: consultationStream(c.consultationId),
      organisation: organisationStream(c.organisationId),
    }),
    decide({ type: _type, ...c }, { consultation, organisation: o }) {
      if (!o.registered)
        return refuse(
          because(
            'ORGANISATION_UNKNOWN',
            `No organisation ${c.organisationId}.`,
            { organisationId: c.organisationId },
            ['organisationId'],
          ),
        );
      const refused = reasons(
        consultation.created &&
          because('ALREADY_EXISTS', `Consultation ${c.consultationId} exists.`, {
            id: c.consultationId,
          }),
        required(c.title, ['title'], textLimits.title),
        tooLong(c.purpose, ['purpose'], textLimits.body),
        ...c.areaIds.map((id, i) => areaTrouble(o, id, ['areaIds', String(i)])),
        ...c.topicIds.map((id, i) =>
          o.topics[id]
            ? undefined
            : because('TOPIC_UNKNOWN', `No topic ${id}.`, { topicId: id }, ['topicIds', String(i)]),
        ),
      );
      const timeZone = c.timeZone ?? o.registered.timeZone;
      const currency = c.currency ?? o.registered.currency;
      return unlessRefused(refused, () =>
        granted('ConsultationCreated', { ...c, timeZone, currency }),
      );
    },
  } as Rule<CreateConsultation, Own & { organisation: Organisation }, ConsultationFact>,

  /** Publishes the next version of the rules of the game. */
  PublishRules: within<PublishRules>(({ type: _type, consultationId: _id, ...rules }, state) => {
    if (state.rules) {
      const { rulesVersion: _version, ...current } = state.rules;
      if (same(current, rules)) return grant();
    }
    const refused = reasons(
      required(rules.text, ['text'], textLimits.body),
      required(rules.commitment, ['commitment'], textLimits.body),
      rules.threshold &&
        rules.threshold.votes < 1 &&
        because('INVALID_THRESHOLD', 'A threshold is one vote or more.', {}, [
          'threshold',
          'votes',
        ]),
    );
    return unlessRefused(refused, () =>
      granted('RulesPublished', { ...rules, rulesVersion: (state.rules?.rulesVersion ?? 0) + 1 }),
    );
  }),

  /** Makes a consultation public, once it says what it is for and by what rules. */
  PublishConsultation: within<PublishConsultation>((_c, state, { at }) => {
    if (state.published) return grant();
    const refused = reasons(
      required(state.created!.purpose, ['purpose'], textLimits.body) &&
        because('PURPOSE_REQUIRED', 'A consultation says what it is for before it is published.'),
      !state.rules &&
        because(
          'RULES_REQUIRED',
          'The rules of the game are published before the consultation is.',
        ),
    );
    return unlessRefused(refused, () => granted('ConsultationPublished', { at }));
  }),

  /** Adds a slice of time with one way to take part. */
  AddPhase: within<AddPhase>(({ type: _type, consultationId, ...phase }, state) => {
    const others = Object.values(state.phases);
    const overlap = overlapping(phase, others);
    const refused = reasons(
      consultationOf(phase.phaseId) !== consultationId &&
        because(
          'PHASE_MISNAMED',
          `A phase of this consultation is named ${consultationId}.<name>.`,
          { consultationId },
          ['phaseId'],
        ),
      state.phases[phase.phaseId] &&
        because('ALREADY_EXISTS', `Phase ${phase.phaseId} exists.`, { id: phase.phaseId }),
      required(phase.title, ['title'], textLimits.title),
      phase.closesAt !== null && phase.closesAt <= phase.opensAt
        ? because(
            'INVALID_PERIOD',
            'A phase closes after it opens.',
            { opensAt: phase.opensAt, closesAt: phase.closesAt },
            ['closesAt'],
          )
        : undefined,
      overlap &&
        because('PHASE_OVERLAP', `Overlaps ${overlap.title}.`, {
          with: overlap.phaseId,
          opensAt: overlap.opensAt,
          closesAt: overlap.closesAt,
        }),
    );
    return unlessRefused(refused, () => granted('PhaseAdded', phase));
  }),

  /** Sets what a voter may do in a phase; frozen once the phase has opened. */
  ConfigureVoting: ofPhase<ConfigureVoting>(
    ({ type: _type, consultationId: _id, ...config }, phase, state) => {
      if (phase.status !== 'planned')
        return refuse(
          because('VOTING_RULES_FROZEN', 'Voting rules do not change once the phase has opened.', {
            phaseId: phase.phaseId,
          }),
        );
      const { phaseId, ...rules } = config;
      if (
        phase.voting &&
        same({ ...rules, configVersion: phase.voting.configVersion }, phase.voting)
      )
        return grant();
      const refused = [
        ...(phase.method === 'budgeting' || phase.method === 'voting'
          ? []
          : [
              because(
                'NOT_A_VOTE',
                `Nobody votes in a phase of ${phase.method}.`,
                { method: phase.method },
                ['phaseId'],
              ),
            ]),
        ...votingTroubles(rules),
        ...rules.envelopes
          .filter((e) => e.currency !== state.created!.currency)
          .map((e) =>
            because(
              'WRONG_CURRENCY',
              `Amounts are in ${state.created!.currency}.`,
              { currency: e.currency, expected: state.created!.currency },
              ['envelopes'],
            ),
          ),
      ];
      const configVersion = (phase.voting?.configVersion ?? 0) + 1;
      return unlessRefused(refused, () =>
        granted('VotingConfigured', { phaseId, configVersion, ...rules }),
      );
    },
  ),

  /** Publishes the price of every idea admitted to the ballot; voters and prices meet only here. */
  PublishCosts: ofPhase<PublishCosts>(
    ({ phaseId, admitted, keepOverEnvelope = false }, phase, _state, { digest }) => {
      if (phase.status !== 'planned')
        return refuse(
          because('COST_FROZEN', 'Prices do not change once the phase has opened.', {
            phaseIds: [phaseId],
          }),
        );
      if (!phase.voting)
        return refuse(
          because('VOTING_NOT_CONFIGURED', 'Configure the vote before its prices are published.', {
            phaseId,
          }),
        );
      const options = admitted as BallotOption[];
      const optionsHash = digest(options);
      if (phase.optionsHash === optionsHash) return grant();
      const over = overEnvelope(admitted, phase.voting);
      const refused = [
        ...optionTroubles(admitted, phase.voting),
        ...(keepOverEnvelope
          ? []
          : over.map((o) =>
              because('COST_OVER_ENVELOPE', `Idea ${o.ideaId} costs more than its envelope.`, o),
            )),
      ];
      const overEnvelopeIdeaIds = over.map((o) => o.ideaId).sort();
      return unlessRefused(refused, () =>
        granted('CostsPublished', { phaseId, options, optionsHash, overEnvelopeIdeaIds }),
      );
    },
  ),

  /** Opens a phase inside its window and freezes the rules, the voting configuration and the prices in force. */
  OpenPhase: ofPhase<OpenPhase>(({ phaseId }, phase, state, { at }) => {
    if (phase.status === 'open') return grant();
    const votes = phase.method === 'budgeting' || phase.method === 'voting';
    const refused = reasons(
      phase.status === 'closed' || (phase.closesAt !== null && at >= phase.closesAt)
        ? because('PHASE_CLOSED', `${phase.title} is over.`, {
            phaseId,
            closedAt: phase.closedAt ?? phase.closesAt,
          })
        : undefined,
      at < phase.opensAt &&
        because('PHASE_NOT_OPEN', `${phase.title} opens at ${phase.opensAt}.`, {
          phaseId,
          opensAt: phase.opensAt,
        }),
      !state.published &&
        because('NOT_PUBLISHED', 'Publish the consultation before a phase opens.'),
      votes &&
        !phase.voting &&
        because('VOTING_NOT_CONFIGURED', 'Configure the vote before the phase opens.', { phaseId }),
      votes &&
        !phase.options &&
        because('COSTS_NOT_PUBLISHED', 'Publish the prices before the phase opens.', { phaseId }),
    );
    return unlessRefused(refused, () =>
      granted('PhaseOpened', {
        phaseId,
        at,
        cause: 'manual',
        rulesVersion: state.rules!.rulesVersion,
        tallyVisibility: state.rules!.tallyVisibility,
        configVersion: phase.voting?.configVersion ?? null,
        optionsHash: phase.optionsHash,
      }),
    );
  }),

  /** Closes an open phase; before its announced end only with a public reason. */
  ClosePhase: ofPhase<ClosePhase>(({ phaseId, reason }, phase, _state, { at }) => {
    if (phase.status === 'closed') return grant();
    const scheduled = phase.closesAt !== null && at >= phase.closesAt;
    const refused = reasons(
      phase.status === 'planned' &&
        because('PHASE_NOT_OPEN', `${phase.title} has not opened.`, {
          phaseId,
          opensAt: phase.opensAt,
        }),
      !scheduled && !reason?.trim()
        ? because(
            'REASON_REQUIRED',
            'A phase that closes before its announced end needs a public reason.',
            { closesAt: phase.closesAt },
            ['reason'],
          )
        : undefined,
      tooLong(reason, ['reason'], textLimits.body),
    );
    return unlessRefused(refused, () =>
      granted('PhaseClosed', {
        phaseId,
        at: scheduled ? phase.closesAt! : at,
        cause: scheduled ? 'schedule' : 'manual',
        reason: reason?.trim() || null,
      }),
    );
  }),

  /** Publishes what a body decided, whether it follows the tally, and if not, why. */
  PublishDecision: {
    writes: 'consultation',
    streams: (c) => ({
      consultation: consultationStream(c.consultationId),
      organisation: organisationStream(c.organisationId),
    }),
    decide(
      { type: _type, consultationId, organisationId: _organisationId, ...d },
      { consultation: state, organisation: o },
    ) {
      const gone = liveTrouble(state, consultationId);
      if (gone) return gone;
      const refused = reasons(
        state.decisionIds.includes(d.decisionId) &&
          because('ALREADY_EXISTS', `Decision ${d.decisionId} exists.`, { id: d.decisionId }),
        !o.bodies[d.bodyId] &&
          because('BODY_UNKNOWN', `No body ${d.bodyId}.`, { bodyId: d.bodyId }, ['bodyId']),
        required(d.outcome, ['outcome'], textLimits.body),
        !isDate(d.sessionDate) &&
          because('INVALID_DATE', 'A date is written yyyy-mm-dd.', {}, ['sessionDate']),
        d.followsTally !== 'yes' && !d.reason?.trim()
          ? because(
              'REASON_REQUIRED',
              'A decision that does not follow the tally says why.',
              { followsTally: d.followsTally },
              ['reason'],
            )
          : undefined,
      );
      return unlessRefused(refused, () => granted('DecisionPublished', d));
    },
  } as Rule<PublishDecision, Own & { organisation: Organisation }, ConsultationFact>,

  /** Ends a consultation: it has led to a decision, or says why it did not. */
  ArchiveConsultation: within<ArchiveConsultation>((c, state, { at }) => {
    const open = Object.values(state.phases).find((p) => p.status === 'open');
    const refused = reasons(
      open &&
        because('PHASE_STILL_OPEN', `${open.title} is still open.`, { phaseId: open.phaseId }),
      required(c.outcomeSummary, ['outcomeSummary'], textLimits.body),
      !state.decisionIds.length && !c.noFollowUpReason?.trim()
        ? because(
            'DECISION_REQUIRED',
            'A consultation ends in a decision, or in an explicit reason why there is none.',
            {},
            ['noFollowUpReason'],
          )
        : undefined,
    );
    return unlessRefused(refused, () =>
      granted('ConsultationArchived', {
        at,
        outcomeSummary: c.outcomeSummary,
        noFollowUpReason: c.noFollowUpReason?.trim() || null,
      }),
    );
  }),
};

const envelopeOf = (voting: VotingRules, areaId: Id | null) =>
  voting.envelopes.find((e) => e.areaId === areaId);

/** Ideas that cost more than the envelope they would be paid from. */
const overEnvelope = (admitted: PublishCosts['admitted'], voting: VotingRules) =>
  admitted.flatMap(({ ideaId, amount, envelopeAreaId }) => {
    const envelope = envelopeOf(voting, envelopeAreaId);
    return envelope && amount !== null && amount > envelope.amount
      ? [{ ideaId, amount, envelope: envelope.amount }]
      : [];
  });

/** Every reason why a list of options cannot be priced: none admitted, one without a price, one without an envelope. */
const optionTroubles = (admitted: PublishCosts['admitted'], voting: VotingRules): Refusal[] => [
  ...(admitted.length ? [] : [because('NO_OPTIONS', 'No idea is admitted to this ballot.')]),
  ...admitted.flatMap((o) => {
    const { ideaId, amount } = o;
    if (amount === null) return because('COST_MISSING', `Idea ${ideaId} has no price.`, { ideaId });
    if (!envelopeOf(voting, o.envelopeAreaId))
      return because('WRONG_ENVELOPE', `No envelope for the area of idea ${ideaId}.`, {
        ideaId,
        areaId: o.envelopeAreaId,
      });
    return [];
  }),
];
