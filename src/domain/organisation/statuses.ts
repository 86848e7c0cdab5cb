import type { StatusCategory, StatusDefinition } from './events.js';

const labels: Record<string, Record<StatusCategory, string>> = {
  fr: {
    open: 'Déposée',
    in_review: 'À l’étude',
    accepted: 'Retenue',
    rejected: 'Non retenue',
    implemented: 'Réalisée',
    closed: 'Close',
  },
  en: {
    open: 'Submitted',
    in_review: 'Under review',
    accepted: 'Accepted',
    rejected: 'Not accepted',
    implemented: 'Implemented',
    closed: 'Closed',
  },
};

/**
 * One status per category, in the organisation's language (English where we lack it); defined at
 * registration so that every idea has a status.
 */
export const standardStatuses = (locale: string): StatusDefinition[] => {
  const words = labels[locale.slice(0, 2).toLowerCase()] ?? labels['en']!;
  return (Object.keys(words) as StatusCategory[]).map((category) => ({
    statusId: category,
    category,
    label: words[category],
    ordering: 1,
    requiresReason: category === 'rejected' || category === 'closed',
    final: category === 'rejected' || category === 'implemented' || category === 'closed',
  }));
};
