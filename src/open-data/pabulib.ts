import { stringify } from 'csv-stringify/sync';
import { DateTime } from 'luxon';
import { ballotOption, type BallotOptionRow } from '../../projections/ballot-option.js';
import { organisation, type OrganisationRow } from '../../projections/organisation.js';
import { outcomeOf } from '../../projections/outcome.js';
import type { PhaseRow } from '../../projections/phase.js';
import { results, type ResultsRow } from '../../projections/results.js';
import type { AllocationRule } from '../domain/allocation/rule.js';
import type { Envelope, VotingRules } from '../domain/consultation/events.js';
import { decimalsOf } from '../domain/currency.js';
import type { Minor } from '../domain/fact.js';
import { basketGroups, type BasketGroup } from './baskets.js';
import { shownIdeas } from './ideas.js';
import type { PublicReader } from './reader.js';

/** One envelope of a phase: what a file of the library of participatory budgets is about. */
export interface Election {
  phase: PhaseRow;
  envelope: Envelope;
}

/** The name of its file. */
export const pabulibName = ({ phase, envelope }: Election): string =>
  phase.voting!.envelopes.length > 1
    ? `${phase.phaseId}.${envelope.areaId ?? 'all'}.pb`
    : `${phase.phaseId}.pb`;

/** The elections that phases hold: those in which one chooses options within money. */
export const electionsOf = (phases: readonly PhaseRow[]): Election[] =>
  phases.flatMap((phase) =>
    (phase.voting?.envelopes ?? []).map((envelope) => ({ phase, envelope })),
  );

interface Counted {
  options: (BallotOptionRow & { title: string; selected: boolean | null })[];
  groups: BasketGroup[];
}

/** An election in the format of pabulib.org: what it is about, its options, and each ballot. */
export async function* pabulibOf(reader: PublicReader, election: Election): AsyncGenerator<string> {
  const { phase, envelope } = election;
  const options = await optionsOf(reader, election);
  const groups = (await basketGroups(reader, phase)).filter(
    (group) => group.envelopeAreaId === envelope.areaId,
  );
  const scale = decimalsOf(envelope.currency) ?? 2;
  yield section('META', ['key', 'value'], await metaOf(reader, election, { options, groups }));
  yield section('PROJECTS', ...projectsOf(election, { options, groups }, scale));
  const withPoints = voteTypeOf(phase.voting!) === 'cumulative';
  yield section('VOTES', ['voter_id', 'vote', ...(withPoints ? ['points'] : [])], []);
  let voter = 0;
  for (const { lines, count } of groups) {
    const vote = lines.map(({ ideaId }) => ideaId).join(',');
    const points = withPoints ? [lines.map(({ votes }) => votes).join(',')] : [];
    for (let i = 0; i < count; i++) yield rows([[++voter, vote, ...points]]);
  }
}

const rows = (cells: (string | number)[][]): string =>
  stringify(cells, { delimiter: ';', record_delimiter: '\n' });

const section = (title: string, columns: string[], cells: (string | number)[][]): string =>
  `${title}\n${rows([columns, ...cells])}`;

/** A text in one line. */
const line = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();

const optionsOf = async (
  reader: PublicReader,
  { phase: { phaseId }, envelope }: Election,
): Promise<Counted['options']> => {
  const ideas = await shownIdeas(reader);
  const words = await reader.words(ideas);
  const titles = new Map(ideas.map(({ ideaId }, i) => [ideaId, words[i]!['title']]));
  const [result] = await reader.ask<ResultsRow>({ view: results, where: { phaseId } });
  const isTold = result?.status === 'published';
  const funded = new Set(
    result ? outcomeOf(result).flatMap(({ selected }) => selected.map((o) => o.ideaId)) : [],
  );
  const options = await reader.ask<BallotOptionRow>({
    ...{ view: ballotOption, where: { phaseId }, order: ['ideaId'] },
  });
  return options
    .filter((o) => o.amount !== null && o.suspended === null && titles.has(o.ideaId))
    .filter((o) => o.envelopeAreaId === envelope.areaId)
    .map((option) => ({
      ...option,
      title: line(String(titles.get(option.ideaId) ?? option.ideaId)),
      selected: isTold ? funded.has(option.ideaId) : null,
    }));
};

const projectsOf = (
  { phase }: Election,
  { options, groups }: Counted,
  scale: number,
): [string[], (string | number)[][]] => {
  const withScore = voteTypeOf(phase.voting!) !== 'approval' && isScored(phase.voting!);
  const withSelected = options.some(({ selected }) => selected !== null);
  return [
    [
      ...['project_id', 'cost', 'votes', ...(withScore ? ['score'] : []), 'name'],
      ...(withSelected ? ['selected'] : []),
    ],
    options.map((option) => [
      ...[option.ideaId, decimal(option.amount!, scale), sum(groups, option.ideaId, () => 1)],
      ...(withScore ? [sum(groups, option.ideaId, (votes) => votes)] : []),
      option.title,
      ...(withSelected ? [option.selected ? 1 : 0] : []),
    ]),
  ];
};

const sum = (groups: BasketGroup[], ideaId: string, of: (votes: number) => number): number =>
  groups.reduce((all, { lines, count }) => {
    const found = lines.find((l) => l.ideaId === ideaId);
    return found ? all + count * of(found.votes) : all;
  }, 0);

const isScored = ({ ballotType }: VotingRules): boolean => ballotType === 'cumulative';

const voteTypeOf = ({ ballotType, maxItems }: VotingRules): string => {
  if (ballotType === 'cumulative' || ballotType === 'ordinal') return ballotType;
  return maxItems === 1 ? 'choose-1' : 'approval';
};

/** An amount in minor units, written in decimals. */
const decimal = (amount: Minor, scale: number): string => {
  if (scale === 0) return String(amount);
  const digits = String(amount).padStart(scale + 1, '0');
  return `${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
};

const ruleOf = (rule: AllocationRule | null): string => {
  if (rule?.name === 'equal_shares')
    return rule.completion.startsWith('add1') ? 'equalshares/add1' : 'equalshares';
  if (rule?.name !== 'greedy') return rule?.name ?? 'greedy';
  if (!rule.skip) return 'greedy-no-skip';
  return rule.threshold === undefined ? 'greedy' : 'greedy-threshold';
};

const metaOf = async (
  reader: PublicReader,
  { phase, envelope }: Election,
  { options, groups }: Counted,
): Promise<(string | number)[][]> => {
  const { title, organisationId } = (await reader.consultation())!;
  const [town] = await reader.ask<OrganisationRow>({
    ...{ view: organisation, where: { organisationId } },
  });
  const scale = decimalsOf(envelope.currency) ?? 2;
  const voting = phase.voting!;
  const { minItems, maxItems, minSpend, maxSpend, allocationRule } = voting;
  const area = town?.areas.find(({ areaId }) => areaId === envelope.areaId);
  const day = (instant: string, shift = 0) =>
    DateTime.fromISO(instant, { zone: phase.timeZone }).minus(shift).toFormat('dd.MM.yyyy');
  const money = (amount: Minor | null) => (amount === null ? null : decimal(amount, scale));
  const isPointed = voting.ballotType === 'cumulative';
  const meta: Record<string, string | number | null | undefined> = {
    description: line(title),
    country: 'unknown',
    unit: line(town?.name ?? organisationId),
    subunit: area && line(area.name),
    instance: phase.phaseId,
    num_projects: options.length,
    num_votes: groups.reduce((all, { count }) => all + count, 0),
    budget: money(envelope.amount),
    vote_type: voteTypeOf(voting),
    rule: ruleOf(allocationRule),
    date_begin: day(phase.openedAt ?? phase.opensAt),
    date_end: day(phase.closedAt!, 1),
    min_length: minItems,
    max_length: maxItems,
    min_sum_cost: money(minSpend),
    max_sum_cost: money(maxSpend),
    min_sum_points: isPointed ? voting.minVotesPerVoter : null,
    max_sum_points: isPointed ? voting.maxVotesPerVoter : null,
    max_points: isPointed ? voting.maxVotesPerIdea : null,
    min_project_score_threshold:
      allocationRule?.name === 'greedy' ? allocationRule.threshold : null,
    language: town?.defaultLocale,
    currency: envelope.currency,
  };
  return Object.entries(meta).flatMap(([key, value]) => (value == null ? [] : [[key, value]]));
};
