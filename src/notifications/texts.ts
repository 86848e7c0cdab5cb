import type { Reason } from './notice.js';

type Says = Record<string, string | null>;
type Words = Record<Reason, (title: string, says: Says) => [subject: string, ...lines: string[]]>;

const line = (label: string, text: string | null | undefined): string[] =>
  text ? [`${label} ${text}`] : [];

/** A price as its reader writes it: minor units stand for the parts that the currency has. */
const price = (locale: string, amount: string | null | undefined, currency?: string | null) => {
  const money = new Intl.NumberFormat(locale, {
    style: 'currency',
    currency: currency ?? 'EUR',
  });
  const digits = money.resolvedOptions().maximumFractionDigits ?? 0;
  return money.format(Number(amount) / 10 ** digits);
};

const fr: Words = {
  idea_status: (title, { to, publicReason, nextSteps }) => [
    `Votre idée ${title} : nouvel état`,
    `Votre idée ${title} a un nouvel état : ${to}.`,
    ...line('Raison :', publicReason),
    ...line('Et maintenant :', nextSteps),
  ],
  official_feedback: (title) => [
    `Votre idée ${title} : une réponse officielle`,
    `La collectivité a répondu publiquement à votre idée ${title}.`,
  ],
  feedback_overdue: (title, { dueAt }) => [
    `Votre idée ${title} : la réponse promise n’est pas arrivée`,
    `La collectivité avait promis une réponse publique à votre idée ${title}. Elle n’est pas arrivée à temps.`,
    ...line('Promise avant :', dueAt),
    'Ce retard est public.',
  ],
  idea_hidden: (title, { publicNote }) => [
    `Votre idée ${title} n’est plus affichée`,
    `La modération a masqué votre idée ${title}.`,
    ...line('Raison :', publicNote),
  ],
  idea_restored: (title, { publicNote }) => [
    `Votre idée ${title} est de nouveau affichée`,
    `Votre idée ${title} est de nouveau affichée.`,
    ...line('Raison :', publicNote),
  ],
  idea_disqualified: (title, says) => [
    `Votre idée ${title} n’est plus soumise au vote`,
    `Votre idée ${title} a été retirée du vote.`,
    ...line('Raison :', says['because']),
  ],
  idea_merged: (title, says) => [
    `Votre idée ${title} a été regroupée avec une autre`,
    `Votre idée ${title} a été regroupée avec une autre, qui continue ; la vôtre reste lisible.`,
    ...line('Raison :', says['because']),
  ],
  vote_merged: (_title, says) => [
    'Une idée sur laquelle vous avez voté a été regroupée avec une autre',
    'Une idée sur laquelle vous avez voté a été regroupée avec une autre, qui continue.',
    says['votePolicy'] === 'union_distinct_voters'
      ? 'Votre vote compte pour celle-ci, si vous n’y avez pas voté vous-même.'
      : 'Votre vote ne compte pas pour celle-ci : vous pouvez y voter tant que le vote est ouvert.',
    ...line('Raison :', says['because']),
  ],
  option_disqualified: (_title, says) => [
    'Une idée de votre panier n’est plus soumise au vote',
    'Une idée que vous aviez choisie a été retirée du vote. Vos autres choix comptent toujours.',
    ...line('Raison :', says['because']),
  ],
  option_repriced: (_title, { old, new: now, currency, because }) => [
    'Le prix d’une idée de votre panier a été corrigé',
    'Le prix d’une idée que vous avez choisie a été corrigé. Votre panier compte toujours, tel quel.',
    `Prix : ${price('fr', old, currency)}, désormais ${price('fr', now, currency)}.`,
    ...line('Raison :', because),
    'Jusqu’à la fin du vote vous pouvez déposer un autre panier, au nouveau prix.',
  ],
  phase_rescheduled: (_title, { closesAt, because }) => [
    'Le calendrier du vote a changé',
    'Le calendrier de la phase à laquelle vous avez participé a changé ; votre vote compte toujours.',
    ...line('Nouvelle fin :', closesAt),
    ...line('Raison :', because),
  ],
  phase_reopened: (_title, { closesAt, because }) => [
    'Le vote est rouvert',
    'La phase à laquelle vous avez participé est rouverte ; votre vote compte toujours.',
    ...line('Nouvelle fin :', closesAt),
    ...line('Raison :', because),
  ],
  phase_cancelled: (_title, says) => [
    'Le vote est annulé',
    'La phase à laquelle vous avez participé est annulée ; les votes sont conservés et ne comptent pas.',
    ...line('Raison :', says['because']),
  ],
  results_published: () => [
    'Les résultats sont publiés',
    'Les résultats de la phase à laquelle vous avez participé sont publiés.',
  ],
};

const en: Words = {
  idea_status: (title, { to, publicReason, nextSteps }) => [
    `Your idea ${title}: a new status`,
    `Your idea ${title} has a new status: ${to}.`,
    ...line('Reason:', publicReason),
    ...line('What comes next:', nextSteps),
  ],
  official_feedback: (title) => [
    `Your idea ${title}: an official answer`,
    `Your idea ${title} was publicly answered.`,
  ],
  feedback_overdue: (title, { dueAt }) => [
    `Your idea ${title}: the promised answer has not come`,
    `A public answer to your idea ${title} was promised. It did not come in time.`,
    ...line('Promised before:', dueAt),
    'This delay is public.',
  ],
  idea_hidden: (title, { publicNote }) => [
    `Your idea ${title} is no longer shown`,
    `A moderator has hidden your idea ${title}.`,
    ...line('Reason:', publicNote),
  ],
  idea_restored: (title, { publicNote }) => [
    `Your idea ${title} is shown again`,
    `Your idea ${title} is shown again.`,
    ...line('Reason:', publicNote),
  ],
  idea_disqualified: (title, says) => [
    `Your idea ${title} is no longer on the ballot`,
    `Your idea ${title} was taken off the ballot.`,
    ...line('Reason:', says['because']),
  ],
  idea_merged: (title, says) => [
    `Your idea ${title} was merged into another one`,
    `Your idea ${title} was merged into another one, which goes on; yours stays readable.`,
    ...line('Reason:', says['because']),
  ],
  vote_merged: (_title, says) => [
    'An idea that you voted on was merged into another one',
    'An idea that you voted on was merged into another one, which goes on.',
    says['votePolicy'] === 'union_distinct_voters'
      ? 'Your vote counts for that one, unless you have voted on it yourself.'
      : 'Your vote does not count for that one: you can vote on it while the vote is open.',
    ...line('Reason:', says['because']),
  ],
  option_disqualified: (_title, says) => [
    'An idea in your basket is no longer on the ballot',
    'An idea that you chose was taken off the ballot. Your other choices still count.',
    ...line('Reason:', says['because']),
  ],
  option_repriced: (_title, { old, new: now, currency, because }) => [
    'The price of an idea in your basket was corrected',
    'The price of an idea that you chose was corrected. Your basket still counts, as it is.',
    `Price: ${price('en', old, currency)}, from now on ${price('en', now, currency)}.`,
    ...line('Reason:', because),
    'Until the vote closes you can submit another basket, at the new price.',
  ],
  phase_rescheduled: (_title, { closesAt, because }) => [
    'The dates of the vote have changed',
    'The dates of the phase that you took part in have changed; your vote still counts.',
    ...line('New end:', closesAt),
    ...line('Reason:', because),
  ],
  phase_reopened: (_title, { closesAt, because }) => [
    'The vote is open again',
    'The phase that you took part in is open again; your vote still counts.',
    ...line('New end:', closesAt),
    ...line('Reason:', because),
  ],
  phase_cancelled: (_title, says) => [
    'The vote is cancelled',
    'The phase that you took part in is cancelled; votes are kept and do not count.',
    ...line('Reason:', says['because']),
  ],
  results_published: () => [
    'The results are published',
    'The results of the phase that you took part in are published.',
  ],
};

/** The words of a message, in the reader's language where we have it, else in English. */
export const textOf = (
  locale: string,
  reason: Reason,
  { title, says }: { title: string | null; says: Says },
): { subject: string; text: string } => {
  const isFrench = locale.slice(0, 2).toLowerCase() === 'fr';
  const quoted = title === null ? '' : isFrench ? `« ${title} »` : `“${title}”`;
  const [subject, ...lines] = (isFrench ? fr : en)[reason](quoted, says);
  return { subject: subject.replace(/\s+/g, ' ').slice(0, 200), text: `${lines.join('\n\n')}\n` };
};
