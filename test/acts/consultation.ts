import type { Wish } from '../../src/acts/act.js';
import type { Role } from '../../src/acts/principal.js';
import { consultationId, ideationId, organisationId, rulesOfTheGame } from '../arcueil.js';

const day = 24 * 3_600_000;
const inDays = (n: number): string => new Date(Date.now() + n * day).toISOString();

/** The wishes, and in which role they are made, after which people may submit ideas in Arcueil. */
export const openConsultation = (): [Wish, Role][] => [
  [
    {
      type: 'RegisterOrganisation',
      organisationId,
      kind: 'commune',
      name: 'Arcueil',
      defaultLocale: 'fr',
      timeZone: 'Europe/Paris',
      currency: 'EUR',
    },
    'admin',
  ],
  [
    {
      type: 'CreateConsultation',
      consultationId,
      organisationId,
      title: 'Budget participatif',
      purpose: 'Choisir ensemble.',
      initiator: 'La ville',
      temporalMode: 'recurring',
      policyStage: 'decision',
      audience: 'Tous',
      areaIds: [],
      topicIds: [],
      timeZone: 'Europe/Paris',
      currency: 'EUR',
    },
    'staff',
  ],
  [{ type: 'PublishRules', consultationId, ...rulesOfTheGame, threshold: null }, 'staff'],
  [
    {
      type: 'AddPhase',
      consultationId,
      phaseId: ideationId,
      title: 'Idées',
      method: 'ideation',
      participationLevel: 'co_create',
      opensAt: inDays(-1),
      closesAt: inDays(1),
      timeZone: 'Europe/Paris',
      parallel: false,
    },
    'staff',
  ],
  [{ type: 'PublishConsultation', consultationId }, 'staff'],
  [{ type: 'OpenPhase', consultationId, phaseId: ideationId }, 'staff'],
];
