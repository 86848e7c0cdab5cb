import type { Segments } from '../ballot/events.js';
import {
  because,
  reasons,
  refuse,
  unless,
  type Decision,
  type Id,
  type Refusal,
  type Rule,
} from '../fact.js';
import { organisationStream, unregistered, type Organisation } from '../organisation/state.js';
import { held } from '../plain.js';
import { required, textLimits } from '../text.js';
import type { ParticipantFact, VerificationMethod } from './events.js';
import { erasureTrouble, participantStream, type Participant } from './state.js';

interface Residence<T extends string> {
  type: T;
  organisationId: Id;
  personId: Id;
  areaId: Id;
}

/** Says where one lives. */
export type DeclareResidence = Residence<'DeclareResidence'>;

/** Says where somebody was found to live. */
export type VerifyResidence = Residence<'VerifyResidence'> & { method: VerificationMethod };

/** Says of oneself what statistics ask for: age, sex… */
export interface DeclareProfileSegments {
  type: 'DeclareProfileSegments';
  personId: Id;
  segments: Segments;
}

type World = { participant: Participant; organisation: Organisation };

/** An area may be named that is no longer in use: a vote that began before still asks for it. */
const areaTrouble = ({ areas }: Organisation, areaId: Id): Refusal | false =>
  !held(areas, areaId) &&
  because('AREA_UNKNOWN', `No area ${areaId} in this organisation.`, { areaId }, ['areaId']);

const ofResidence = <C extends Residence<string>>(
  fact: (c: C) => ParticipantFact,
): Rule<C, World, ParticipantFact> => ({
  writes: 'participant',
  streams: ({ personId, organisationId }) => ({
    participant: participantStream(personId),
    organisation: organisationStream(organisationId),
  }),
  decide(c, { participant, organisation }): Decision<ParticipantFact> {
    if (!organisation.registered) return refuse(unregistered(c.organisationId, ['organisationId']));
    const refused = reasons(erasureTrouble(participant), areaTrouble(organisation, c.areaId));
    return unless(refused, () => ({ ...fact(c), visibility: 'restricted' }));
  },
});

/** What was said before is sealed, so that each time is told, also where it says the same. */
export const profileRules = {
  /** Says where one lives; what was verified before is no longer so. */
  DeclareResidence: ofResidence<DeclareResidence>(({ personId, organisationId, areaId }) => ({
    type: 'ResidenceDeclared',
    data: { personId, organisationId },
    personal: { areaId },
  })),

  /** Says where somebody was found to live, and how. */
  VerifyResidence: ofResidence<VerifyResidence>(({ personId, organisationId, areaId, method }) => ({
    type: 'ResidenceVerified',
    data: { personId, organisationId, method },
    personal: { areaId },
  })),

  /** Says of oneself what statistics ask for; it takes the place of what was said before. */
  DeclareProfileSegments: {
    writes: 'participant',
    streams: ({ personId }) => ({ participant: participantStream(personId) }),
    decide: ({ personId, segments }, { participant }) =>
      unless(
        reasons(
          erasureTrouble(participant),
          ...Object.entries(segments).map(([name, value]) =>
            required(value, ['segments', name], textLimits.title),
          ),
        ),
        () => ({
          type: 'ProfileSegmentsDeclared',
          data: { personId },
          visibility: 'restricted',
          personal: { segments },
        }),
      ),
  } as Rule<DeclareProfileSegments, { participant: Participant }, ParticipantFact>,
};
