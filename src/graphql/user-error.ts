import type { Type } from '@nestjs/common';
import { Field, ID, Int, InterfaceType, ObjectType, type ReturnTypeFunc } from '@nestjs/graphql';
import type { Refusal } from '../domain/fact.js';
import { globalId, type NodeType } from './ids.js';
import { Instant, MinorUnits } from './scalars.js';

@InterfaceType({
  description:
    'Why a wish was not granted. Nothing was written. Each code has a type of its own that carries its data.',
  resolveType: (error: { __typename: string }) => error.__typename,
})
export abstract class UserError {
  @Field({ description: 'The reason, for programs.' })
  code!: string;
  @Field({ description: 'The reason, for people.' })
  message!: string;
  @Field(() => [String], {
    description: 'Where in the input the trouble lies; empty when it is not in the input.',
  })
  path!: string[];
}

type Kind = 'text' | 'texts' | 'count' | 'money' | 'instant' | NodeType | `${NodeType}s`;

/** Every code of refusal and the data it carries: `?` marks what may be absent. */
const codes: Record<string, Record<string, Kind | `${Kind}?`>> = {
  ACCOUNT_ERASED: {},
  ACCOUNT_MERGED: {},
  ACCOUNT_MERGING: {},
  ALLOCATION_OVER_ENVELOPE: { envelope: 'money', spent: 'money', excess: 'money' },
  ALREADY_EXISTS: {},
  ALREADY_REVIEWED: { outcome: 'text' },
  ALREADY_VOTED_IN_PHASE: { phaseId: 'Phase' },
  ALREADY_VOTED: { ideaId: 'Idea', value: 'text' },
  ALREADY_VOTED_OFFLINE: {},
  ALREADY_VOTED_ONLINE: {},
  AREA_FIXED: { phaseIds: 'Phases' },
  AREA_RETIRED: { areaId: 'text' },
  AREA_UNKNOWN: { areaId: 'text' },
  ASSESSMENT_UNKNOWN: {},
  BALLOT_CHANGED: { phaseId: 'Phase' },
  BALLOT_INVALIDATED: {},
  BASKET_BELOW_MIN_SPEND: { minSpend: 'money', total: 'money' },
  BASKET_CHANGED: { expectedRevision: 'count', currentRevision: 'count' },
  BASKET_OVER_BUDGET: { envelope: 'money', total: 'money', excess: 'money' },
  BASKET_TOO_FEW_ITEMS: { min: 'count', items: 'count' },
  BASKET_TOO_MANY_ITEMS: { max: 'count', items: 'count' },
  BASKET_TOPIC_LIMIT: { topicId: 'text', max: 'count', items: 'count' },
  BASKET_TOPIC_OVER_BUDGET: { topicId: 'text', max: 'money', total: 'money', excess: 'money' },
  BODY_RETIRED: { bodyId: 'text' },
  BODY_UNKNOWN: { bodyId: 'text' },
  COMMENT_HIDDEN: {},
  COMMENT_UNKNOWN: {},
  CONSULTATION_ARCHIVED: { consultationId: 'Consultation' },
  CONSULTATION_UNKNOWN: {},
  COSTS_NOT_PUBLISHED: { phaseId: 'Phase' },
  COSTS_PUBLISHED: { phaseId: 'Phase' },
  COST_FROZEN: { phaseIds: 'Phases' },
  COST_MISSING: { ideaId: 'Idea' },
  COST_OVER_ENVELOPE: { ideaId: 'Idea', amount: 'money', envelope: 'money' },
  COUNTS_HIDDEN: { phaseId: 'Phase' },
  DECISION_REQUIRED: {},
  DEPARTMENT_RETIRED: { departmentId: 'text' },
  DEPARTMENT_UNKNOWN: { departmentId: 'text' },
  DISCUSSION_CLOSED: {},
  DOCUMENT_INCOMPLETE: {},
  DUPLICATE_LINE: { ideaId: 'Idea' },
  DUPLICATE_UNKNOWN: {},
  ENVELOPE_LOCKED: { areaId: 'text?' },
  FEEDBACK_RETRACTED: {},
  FEEDBACK_UNKNOWN: {},
  HAS_CONTRIBUTIONS: { contributions: 'count' },
  IDEA_HAS_VOTES: { phaseIds: 'Phases' },
  IDEA_HIDDEN: {},
  IDEA_MERGED: { ideaId: 'Idea', targetId: 'Idea' },
  IDEA_NOT_ON_BALLOT: { ideaId: 'Idea' },
  IDEA_NOT_VOTABLE: { ideaId: 'Idea', cause: 'text?' },
  IDEA_UNKNOWN: {},
  IDEA_WITHDRAWN: {},
  IDEMPOTENCY_CONFLICT: {},
  ID_UNKNOWN: { expected: 'text' },
  INVALID_VALUE: { values: 'texts' },
  IN_THE_PAST: { now: 'instant' },
  INVALID_AMOUNT: {},
  INVALID_DATE: {},
  INVALID_DIGEST: {},
  INVALID_EMAIL: {},
  INVALID_INPUT: { rule: 'text' },
  INVALID_LOCATION: {},
  INVALID_PERIOD: { opensAt: 'instant', closesAt: 'instant' },
  INVALID_POPULATION: {},
  INVALID_PROMISE: {},
  INVALID_SCORE: {},
  INVALID_TEXT: {},
  INVALID_THRESHOLD: {},
  INVALID_VOTER_COUNT: {},
  INVALID_VOTES: { ideaId: 'Idea', votes: 'count', max: 'count?' },
  INVALID_VOTING_RULES: { field: 'text' },
  INVALID_YEAR: { latest: 'count' },
  LAST_ADMINISTRATOR: { subjectRef: 'text' },
  MERGED_THROUGH: { viaId: 'Idea' },
  MERGE_CHANGED: {},
  MERGE_DURING_VOTE: { phaseIds: 'Phases' },
  NEEDS_EACH_BALLOT: {},
  NEXT_STEPS_REQUIRED: {},
  NOTICE_TOO_SHORT: { noticePeriod: 'text', earliest: 'instant' },
  NOT_ACCEPTED: { category: 'text' },
  NOT_ALLOCATED: {},
  NOT_AN_IDEATION: { method: 'text' },
  NOT_A_BASKET_VOTE: { ballotType: 'text' },
  NOT_A_SUPPORT_VOTE: { ballotType: 'text' },
  NOT_A_VOTE: { method: 'text' },
  NOT_CERTIFIED: { phaseId: 'Phase' },
  NOT_ELIGIBLE: { areaIds: 'texts' },
  NOT_PUBLISHED: {},
  NOT_REGISTERED: {},
  NOT_THE_AUTHOR: {},
  NO_BALLOT: {},
  NOT_WITHIN_HUNDRED: {},
  NOT_IN_SESSION: {},
  NO_IDEAS: {},
  NO_OPTIONS: {},
  NO_VOTE: { ideaId: 'Idea' },
  OFFLINE_BATCH_UNKNOWN: {},
  OFFLINE_BATCH_VOIDED: {},
  ORGANISATION_CYCLE: {},
  ORGANISATION_UNKNOWN: {},
  OUTSIDE_PHASE: { opensAt: 'instant', closesAt: 'instant?' },
  PAPER_SERIAL_USED: { serial: 'text' },
  PARTICIPANT_BLOCKED: { reasonCode: 'text', blockedAt: 'instant' },
  PARTICIPANT_UNKNOWN: {},
  PHASE_CLOSED: { phaseId: 'Phase', closedAt: 'instant' },
  PHASE_ALREADY_OPEN: { opensAt: 'instant' },
  PHASE_CANCELLED: { phaseId: 'Phase' },
  PHASE_MISNAMED: {},
  PHASE_NOT_OPEN: { phaseId: 'Phase', opensAt: 'instant' },
  PHASE_OVERLAP: { with: 'Phase', opensAt: 'instant', closesAt: 'instant?' },
  PHASE_STILL_OPEN: { phaseId: 'Phase', closesAt: 'instant?' },
  PHASE_UNKNOWN: {},
  PURPOSE_REQUIRED: {},
  REASON_REQUIRED: {},
  RESERVE_PERIOD: { opensAt: 'instant', closesAt: 'instant' },
  RESULTS_CERTIFIED: { phaseId: 'Phase' },
  RESULT_CHANGED: { expected: 'text' },
  REVISION_CONFLICT: { expectedRevision: 'count', actualRevision: 'count' },
  REVISION_NOT_ALLOWED: {},
  ROLE_NOT_BOUNDED: { role: 'text' },
  ROLE_NOT_GRANTED: { subjectRef: 'text', role: 'text' },
  RULES_REQUIRED: {},
  SAME_ACCOUNT: {},
  SAME_IDEA: {},
  SESSION_CLOSED: {},
  SESSION_UNKNOWN: {},
  SIGNATORY_REQUIRED: {},
  SOURCE_REQUIRED: {},
  STALE_COST: { ideaId: 'Idea', expected: 'money' },
  STATUS_CATEGORY_FIXED: { category: 'text' },
  STATUS_TRANSITION: { from: 'text', to: 'text', allowed: 'texts' },
  STATUS_UNKNOWN: {},
  SUPPORT_LOCKED: { ideaId: 'Idea', thresholdId: 'text' },
  TALLY_NOT_CLOSED: { phaseId: 'Phase' },
  TEXT_REQUIRED: {},
  TEXT_TOO_LONG: { limit: 'count', length: 'count' },
  TOO_FEW_VOTES: { min: 'count', votes: 'count' },
  TOO_MANY_IDEAS: { max: 'count', ideas: 'count' },
  TOO_MANY_SOURCES: { max: 'count' },
  TOO_MANY_VOTES: { max: 'count', votes: 'count' },
  UNANSWERED_IDEAS: { ideaIds: 'Ideas' },
  TOPIC_RETIRED: { topicId: 'text' },
  TOPIC_UNKNOWN: { topicId: 'text' },
  VOTE_LIMIT_REACHED: { limit: 'count', used: 'count' },
  VOTING_NOT_CONFIGURED: { phaseId: 'Phase' },
  VOTING_RULES_FROZEN: { phaseId: 'Phase' },
  WITHDRAW_DURING_VOTE: { phaseIds: 'Phases' },
  WRONG_CURRENCY: { currency: 'text', expected: 'text' },
  WRONG_ENVELOPE: { ideaId: 'Idea?', areaId: 'text?' },
};

/** Every code that a user error can have. */
export const userErrorCodes: readonly string[] = Object.keys(codes);

/** The data that a user error of one code carries. */
export const userErrorFields = (code: string): { name: string; optional: boolean }[] =>
  Object.entries(codes[code] ?? {}).map(([name, kind]) => ({
    name,
    optional: kind.endsWith('?'),
  }));

const typeNameOf = (code: string): string =>
  `${code.toLowerCase().replace(/(^|_)(.)/g, (_m, _s, letter: string) => letter.toUpperCase())}Error`;

const plain: Record<string, ReturnTypeFunc> = {
  text: () => String,
  texts: () => [String],
  count: () => Int,
  money: () => MinorUnits,
  instant: () => Instant,
};
const typeOf = (kind: string): ReturnTypeFunc =>
  plain[kind] ?? (kind.endsWith('s') ? () => [ID] : () => ID);

const memberOf = (code: string, fields: Record<string, string>): Type => {
  const name = typeNameOf(code);
  const member = { [name]: class extends UserError {} }[name]!;
  ObjectType(name, { implements: () => [UserError], description: `Refused: ${code}.` })(member);
  for (const [field, kind] of Object.entries(fields))
    Field(typeOf(kind.replace('?', '')), {
      nullable: kind.endsWith('?'),
      description: `What explains ${code}: ${field}.`,
    })(member.prototype, field);
  return member;
};

/** The object types of all user errors, for the schema. */
export const userErrorTypes: Type[] = Object.entries(codes).map(([code, fields]) =>
  memberOf(code, fields),
);

const published = (kind: string, value: unknown): unknown => {
  if (kind in plain || value == null) return value ?? null;
  return Array.isArray(value)
    ? value.map((v: string) => globalId(kind.slice(0, -1) as NodeType, v))
    : globalId(kind as NodeType, value as string);
};

/** A refusal as the API tells it. Throws on a code that the public contract does not have. */
export const userError = ({ code, message, path = [], data = {} }: Refusal): UserError => {
  const fields = Object.hasOwn(codes, code) ? codes[code] : undefined;
  if (!fields) throw new Error(`Refusal ${code} is not part of the public contract.`);
  return {
    __typename: typeNameOf(code),
    code,
    message,
    path,
    ...Object.fromEntries(
      Object.entries(fields).map(([field, kind]) => [
        field,
        published(kind.replace('?', ''), data[field]),
      ]),
    ),
  } as UserError;
};
