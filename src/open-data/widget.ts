import {
  phaseParticipation,
  type PhaseParticipationRow,
} from '../../projections/phase-participation.js';
import { shownIdeas } from './ideas.js';
import type { PublicReader } from './reader.js';
import { talliesOf, type Tally } from './tallies.js';

/** So many ideas of a phase are shown, those first that most people chose. */
const SHOWN = 5;

/** What another site shows of a consultation at a glance; it changes only when what it says does. */
export const widgetOf = async (reader: PublicReader): Promise<object> => {
  const consultation = (await reader.consultation())!;
  const phases = await reader.phases();
  const ideas = await shownIdeas(reader);
  const phaseId = phases.map((row) => row.phaseId);
  const participation = phaseId.length
    ? await reader.ask<PhaseParticipationRow>({ view: phaseParticipation, where: { phaseId } })
    : [];
  const leading = await leadingOf(reader);
  const words = await reader.words(ideas);
  const titles = new Map(ideas.map(({ ideaId }, i) => [ideaId, words[i]!['title'] ?? null]));
  const positions = [consultation, ...phases, ...ideas, ...participation].map(
    (r) => r.asOfPosition,
  );
  return {
    position: String(positions.reduce((a, b) => (a > b ? a : b))),
    title: consultation.title,
    purpose: consultation.purpose,
    status: consultation.status,
    ideas: ideas.length,
    phases: phases.map((row) => ({
      ...{ phaseId: row.phaseId, title: row.title, method: row.method, status: row.status },
      ...{ opensAt: row.opensAt, closesAt: row.closesAt },
      participants:
        participation.find((found) => found.phaseId === row.phaseId)?.participants ?? null,
      leading: (leading.get(row.phaseId) ?? []).map(({ idea_id: ideaId, counted }) => ({
        ...{ ideaId, title: titles.get(ideaId), counted },
      })),
    })),
  };
};

/** The ideas that most people chose, by phase. */
const leadingOf = async (reader: PublicReader): Promise<Map<string, Tally[]>> => {
  const found = new Map<string, Tally[]>();
  for await (const tally of talliesOf(reader))
    if (tally.counted > 0) found.set(tally.phase_id, [...(found.get(tally.phase_id) ?? []), tally]);
  for (const [phaseId, tallies] of found) {
    tallies.sort((a, b) => b.counted - a.counted || (a.idea_id < b.idea_id ? -1 : 1));
    found.set(phaseId, tallies.slice(0, SHOWN));
  }
  return found;
};
