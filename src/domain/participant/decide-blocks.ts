import {
  grant,
  reasons,
  refuse,
  unless,
  type Circumstances,
  type Decision,
  type Id,
  type Rule,
} from '../fact.js';
import type { ModerationReason } from '../idea/events.js';
import { organisationStream, unregistered, type Organisation } from '../organisation/state.js';
import { held } from '../plain.js';
import { required, textLimits } from '../text.js';
import type { ParticipantFact } from './events.js';
import { erasureTrouble, participantStream, type Participant } from './state.js';

interface OnPerson<T extends string> {
  type: T;
  organisationId: Id;
  personId: Id;
  /** Why, for agents and auditors. */
  reason: string;
}

/** Keeps a person from taking part in what an organisation does. */
export type BlockParticipant = OnPerson<'BlockParticipant'> & { reasonCode: ModerationReason };

/** Lets a person who was blocked take part again. */
export type UnblockParticipant = OnPerson<'UnblockParticipant'>;

type World = { participant: Participant; organisation: Organisation };

const onPerson = <C extends OnPerson<string>>(
  decide: (c: C, participant: Participant, act: Circumstances) => Decision<ParticipantFact>,
): Rule<C, World, ParticipantFact> => ({
  writes: 'participant',
  streams: ({ personId, organisationId }) => ({
    participant: participantStream(personId),
    organisation: organisationStream(organisationId),
  }),
  decide: (c, { participant, organisation }, act) =>
    organisation.registered
      ? decide(c, participant, act)
      : refuse(unregistered(c.organisationId, ['organisationId'])),
});

export const blockRules = {
  /** Blocks a person; what they wrote and voted before stays as it is. */
  BlockParticipant: onPerson<BlockParticipant>((c, participant, { at }) => {
    const { personId, organisationId, reasonCode } = c;
    if (held(participant.blocks, organisationId)?.reasonCode === reasonCode) return grant();
    const refused = reasons(
      erasureTrouble(participant),
      required(c.reason, ['reason'], textLimits.body),
    );
    return unless(refused, () => ({
      type: 'ParticipantBlocked',
      visibility: 'restricted',
      data: { personId, organisationId, reasonCode, at },
      personal: { reason: c.reason.trim() },
    }));
  }),

  /** Ends a block. */
  UnblockParticipant: onPerson<UnblockParticipant>((c, participant, { at }) => {
    const { personId, organisationId } = c;
    if (!held(participant.blocks, organisationId)) return grant();
    return unless(reasons(required(c.reason, ['reason'], textLimits.body)), () => ({
      type: 'ParticipantUnblocked',
      visibility: 'restricted',
      data: { personId, organisationId, at },
      personal: { reason: c.reason.trim() },
    }));
  }),
};
