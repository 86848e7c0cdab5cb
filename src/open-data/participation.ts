import { organisation, type OrganisationRow } from '../../projections/organisation.js';
import {
  participationPart,
  type ParticipationPartRow,
  type PartKind,
} from '../../projections/participation-part.js';
import {
  channelsOf,
  daysOf,
  electorateOf,
  placesOf,
  populationOf,
  turnoutOf,
} from '../../projections/participation-tables.js';
import {
  phaseParticipation,
  type PhaseParticipationRow,
} from '../../projections/phase-participation.js';
import type { PhaseRow } from '../../projections/phase.js';
import type { PublicReader } from './reader.js';
import type { Table } from './table.js';

/** Who took part in a phase, and what share of the people for whom it is they are. */
export interface Took {
  row: PhaseParticipationRow;
  population: number | null;
  turnout: number | null;
}

/** Participation in each phase of which it may be told, by its id. */
export const participationOf = async (reader: PublicReader): Promise<Map<string, Took>> => {
  const phases = await reader.phases();
  const phaseId = phases.map((phase) => phase.phaseId);
  if (!phaseId.length) return new Map();
  const rows = await reader.ask<PhaseParticipationRow>({
    ...{ view: phaseParticipation, where: { phaseId } },
  });
  const { areaIds } = (await reader.consultation())!;
  const areas = await areasOfTown(reader);
  const took = ({ participants, ...row }: PhaseParticipationRow): Took => {
    const phase = phases.find((known) => known.phaseId === row.phaseId)!;
    const population = populationOf(areas, electorateOf(phase, areaIds));
    return {
      ...{ row: { ...row, participants }, population },
      turnout: turnoutOf(participants, population),
    };
  };
  return new Map(rows.map((row) => [row.phaseId, took(row)]));
};

const areasOfTown = async (reader: PublicReader): Promise<OrganisationRow['areas']> => {
  const { organisationId } = (await reader.consultation())!;
  const where = { organisationId };
  const [town] = await reader.ask<OrganisationRow>({ view: organisation, where });
  return town?.areas ?? [];
};

/** The parts of each phase by one thing, phase by phase. */
async function* phasesByPart(
  reader: PublicReader,
  kind: PartKind,
): AsyncGenerator<[PhaseRow, ParticipationPartRow[]]> {
  for (const phase of await reader.phases()) {
    const where = { phaseId: phase.phaseId, kind };
    const parts = await reader.ask<ParticipationPartRow>({ view: participationPart, where });
    if (parts.length) yield [phase, parts];
  }
}

/** How many took part in each phase, and how much. */
export const participationTable = async (reader: PublicReader): Promise<Table> => ({
  columns: [
    ...['phase_id', 'participants', 'offline_voters', 'blank_baskets', 'acts'],
    ...['population', 'turnout'],
  ],
  rows: [...(await participationOf(reader)).values()].map(({ row, population, turnout }) => [
    ...[row.phaseId, row.participants, row.offlineVoters, row.blankBaskets, row.acts],
    ...[population, turnout],
  ]),
});

/** The same day by day, in the time zone of each phase. */
export const daysTable = async (reader: PublicReader): Promise<Table> => ({
  columns: ['phase_id', 'day', 'acts', 'began', 'ended'],
  rows: daysRows(reader),
});

async function* daysRows(reader: PublicReader) {
  for await (const [{ phaseId, timeZone }, parts] of phasesByPart(reader, 'quarter'))
    for (const { day, acts, began, ended } of daysOf(parts, timeZone))
      yield [phaseId, day, acts, began, ended];
}

/** Acts by the channel through which they came. */
export const channelsTable = async (reader: PublicReader): Promise<Table> => ({
  columns: ['phase_id', 'channel', 'acts'],
  rows: channelRows(reader),
});

async function* channelRows(reader: PublicReader) {
  for await (const [{ phaseId }, parts] of phasesByPart(reader, 'channel'))
    for (const { channel, acts } of channelsOf(parts)) yield [phaseId, channel, acts];
}

/** Participation by area in phases that are closed, without cells under `smallest`. */
export const areasTable = async (reader: PublicReader, smallest: number): Promise<Table> => ({
  columns: [
    ...['phase_id', 'area_id', 'area', 'participants', 'acts'],
    ...['population', 'population_year', 'population_source', 'turnout'],
  ],
  rows: areaRows(reader, smallest),
});

async function* areaRows(reader: PublicReader, smallest: number) {
  const areas = await areasOfTown(reader);
  for await (const [phase, parts] of phasesByPart(reader, 'area'))
    for (const { areaId, area, participants, acts, turnout } of placesOf(
      ...([parts, phase, areas, smallest] as const),
    ))
      yield [
        ...[phase.phaseId, areaId ?? '', area?.name ?? '', participants, acts],
        ...[area?.population, area?.populationYear, area?.populationSource, turnout],
      ];
}
