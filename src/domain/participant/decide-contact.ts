import {
  because,
  grant,
  reasons,
  refuse,
  unless,
  type Id,
  type Refusal,
  type Rule,
} from '../fact.js';
import type { Contact, ParticipantFact } from './events.js';
import { erasureTrouble, participantStream, type Participant } from './state.js';

interface OfPerson<T extends string> {
  type: T;
  personId: Id;
  /** BCP 47. */
  locale: string;
  /** Without one nothing is sent. */
  email?: string | null;
}

/** Makes a person known, so that they can be written to. */
export type RegisterParticipant = OfPerson<'RegisterParticipant'>;

/** Writes to a person at another address, in another language, or no more. */
export type ChangeContact = OfPerson<'ChangeContact'>;

/** One address and nothing else: no name, no list, no comment, no line break. At most 254 characters. */
const address = /^[^\s@<>()[\]\\,;:"\p{Cc}\p{Cf}]{1,64}@[^\s@<>()[\]\\,;:"\p{Cc}\p{Cf}]{1,189}$/u;

const emailTrouble = (email: string | null | undefined): Refusal | undefined =>
  email == null || address.test(email)
    ? undefined
    : because('INVALID_EMAIL', 'This is not an e-mail address.', {}, ['email']);

const contactOf = (email: string | null | undefined): { personal?: Contact } =>
  email == null ? {} : { personal: { email } };

type Own = { participant: Participant };

const ofPerson = <C extends OfPerson<string>>(
  decide: Rule<C, Own, ParticipantFact>['decide'],
): Rule<C, Own, ParticipantFact> => ({
  writes: 'participant',
  streams: ({ personId }) => ({ participant: participantStream(personId) }),
  decide: (c, world, act) => {
    const erased = erasureTrouble(world.participant);
    return erased ? refuse(erased) : decide(c, world, act);
  },
});

export const contactRules = {
  /** Registers a person once. */
  RegisterParticipant: ofPerson<RegisterParticipant>(
    ({ personId, locale, email }, { participant }) =>
      participant.registered
        ? grant()
        : unless(reasons(emailTrouble(email)), () => ({
            type: 'ParticipantRegistered',
            data: { personId, locale },
            visibility: 'restricted',
            ...contactOf(email),
          })),
  ),

  /** What was said before is sealed, so each change is told, also one to the same address. */
  ChangeContact: ofPerson<ChangeContact>(({ personId, locale, email }, { participant }) =>
    unless(
      reasons(
        !participant.registered &&
          because('NOT_REGISTERED', 'Register before you change where you are written to.'),
        emailTrouble(email),
      ),
      () => ({
        type: 'ContactChanged',
        data: { personId, locale },
        visibility: 'restricted',
        ...contactOf(email),
      }),
    ),
  ),
};
