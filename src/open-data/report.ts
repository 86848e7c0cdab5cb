import { decision, type DecisionRow } from '../../projections/decision.js';
import type { IdeaCardRow } from '../../projections/idea-card.js';
import { officialFeedback, type OfficialFeedbackRow } from '../../projections/official-feedback.js';
import { shownIdeas } from './ideas.js';
import { plain, quoted, tableOf } from './markdown.js';
import { participationOf, type Took } from './participation.js';
import type { PublicReader } from './reader.js';
import { talliesOf, type Tally } from './tallies.js';

interface Told {
  idea: IdeaCardRow;
  title: string;
  body: string | null;
}

/** Ideas with their words. */
const toldIdeas = async (reader: PublicReader): Promise<Told[]> => {
  const ideas = await shownIdeas(reader);
  const words = await reader.words(ideas);
  return ideas.map((idea, i) => {
    const { title, body } = words[i] as { title?: string; body?: string };
    return { idea, title: title === undefined ? `(${idea.ideaId})` : title, body: body ?? null };
  });
};

const tallied = async (reader: PublicReader): Promise<Tally[]> => {
  const found: Tally[] = [];
  for await (const tally of talliesOf(reader)) found.push(tally);
  return found.sort((a, b) => b.counted - a.counted || (a.idea_id < b.idea_id ? -1 : 1));
};

/** The final report of a consultation, in Markdown: at one position always the same, but for what was hidden or erased since. */
export const finalReport = async (reader: PublicReader): Promise<string> => {
  const { consultationId } = reader;
  const consultation = (await reader.consultation())!;
  const ideas = await toldIdeas(reader);
  const titles = new Map(ideas.map(({ idea, title }) => [idea.ideaId, plain(title)]));
  const decisions = await reader.ask<DecisionRow>({
    ...{ view: decision, where: { consultationId }, order: ['publishedAt', 'decisionId'] },
  });
  return document(
    `# ${plain(consultation.title)}`,
    `As of position ${reader.position} of the log.`,
    quoted(consultation.purpose),
    ...(consultation.rules ? ['## Rules', quoted(consultation.rules.text)] : []),
    '## Phases',
    await phasesOf(reader, titles),
    '## Decisions',
    decisions.length ? decisions.map(decided(titles)).join('\n\n') : 'None yet.',
    ...(consultation.outcomeSummary ? [quoted(consultation.outcomeSummary)] : []),
    ...(consultation.noFollowUpReason ? [quoted(consultation.noFollowUpReason)] : []),
    '## Ideas',
    tableOf(
      ['Idea', 'Status', 'Why', 'Next'],
      ideas.map(({ idea, title }) => [
        ...[plain(title), plain(idea.statusId)],
        ...[plain(idea.publicReason ?? ''), plain(idea.nextSteps ?? '')],
      ]),
    ),
  );
};

const document = (...parts: string[]): string => `${parts.join('\n\n')}\n`;

const phasesOf = async (
  reader: PublicReader,
  titles: ReadonlyMap<string, string>,
): Promise<string> => {
  const tallies = await tallied(reader);
  const phases = await reader.phases();
  const participation = await participationOf(reader);
  return phases
    .map((phase) => {
      const ended = phase.closesAt ?? 'open-ended';
      const took = participation.get(phase.phaseId);
      const counts = tallies.filter((tally) => tally.phase_id === phase.phaseId);
      return [
        `### ${plain(phase.title)}`,
        `${phase.method}, ${phase.opensAt} to ${ended}: ${phase.status}.`,
        ...(took ? [tookPart(took)] : []),
        ...(counts.length ? [countsTable(counts, titles)] : []),
      ].join('\n\n');
    })
    .join('\n\n');
};

const tookPart = ({ row: { participants }, population, turnout }: Took): string =>
  turnout === null
    ? `${participants} people took part.`
    : `${participants} people took part, ${(turnout * 100).toFixed(1)} % of ${population}.`;

const countsTable = (tallies: Tally[], titles: ReadonlyMap<string, string>): string =>
  tableOf(
    ['Idea', 'Counted'],
    tallies.map(({ idea_id, counted, suspended }) => [
      titles.get(idea_id) ?? idea_id,
      suspended ? `${suspended}` : counted,
    ]),
  );

const decided =
  (titles: ReadonlyMap<string, string>) =>
  ({ bodyId, sessionDate, outcome, followsTally, reason, concernsIdeaIds }: DecisionRow): string =>
    [
      `### ${sessionDate}, ${plain(bodyId)}`,
      quoted(outcome),
      `Follows the count: ${followsTally}.`,
      ...(reason ? [quoted(reason)] : []),
      concernsIdeaIds
        .filter((id) => titles.has(id))
        .map((id) => `- ${titles.get(id)}`)
        .join('\n'),
    ]
      .filter(Boolean)
      .join('\n\n');

/** What a body needs to decide on one idea, in Markdown; undefined where the idea is not there or hidden. */
export const decisionBrief = async (
  reader: PublicReader,
  ideaId: string,
): Promise<string | undefined> => {
  const found = (await toldIdeas(reader)).find(({ idea }) => idea.ideaId === ideaId);
  if (!found) return undefined;
  const { idea, title, body } = found;
  const phases = new Map((await reader.phases()).map((phase) => [phase.phaseId, phase.title]));
  const tallies = (await tallied(reader)).filter(({ idea_id }) => idea_id === ideaId);
  return document(
    `# ${plain(title)}`,
    `As of position ${reader.position} of the log. Submitted ${idea.submittedAt}; ${plain(idea.statusId)}.`,
    body === null ? 'Its text was erased.' : quoted(body),
    ...(idea.costAmount === null
      ? []
      : [`Price: ${idea.costAmount} minor units of ${idea.costCurrency}.`]),
    ...(idea.publicReason ? ['## Why it stands so', quoted(idea.publicReason)] : []),
    ...(idea.nextSteps ? ['## Next', quoted(idea.nextSteps)] : []),
    '## Votes',
    tallies.length
      ? tableOf(
          ['Phase', 'Counted'],
          tallies.map(({ phase_id, counted, suspended }) => [
            plain(phases.get(phase_id) ?? phase_id),
            suspended ? `${suspended}` : counted,
          ]),
        )
      : 'None that may be told.',
    '## Answers',
    await answersTo(reader, ideaId),
  );
};

const answersTo = async (reader: PublicReader, ideaId: string): Promise<string> => {
  const rows = await reader.ask<OfficialFeedbackRow>({
    ...{ view: officialFeedback, where: { ideaId }, order: ['givenAt', 'feedbackId'] },
  });
  const words = await reader.words(rows);
  const answers = rows.map(({ givenAt, retractedAt }, i) => {
    const { text } = words[i] as { text?: string };
    if (retractedAt !== null) return `${givenAt}, taken back ${retractedAt}.`;
    return `${givenAt}:\n\n${text === undefined ? 'Erased.' : quoted(text)}`;
  });
  return answers.length ? answers.join('\n\n') : 'None yet.';
};
