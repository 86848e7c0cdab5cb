import ical, { ICalEventStatus } from 'ical-generator';
import type { PublicReader } from './reader.js';

/** The phases of a consultation as a calendar (RFC 5545) that can be subscribed to. */
export const calendarOf = async (reader: PublicReader): Promise<string> => {
  const { title, purpose } = (await reader.consultation())!;
  const calendar = ical({ name: title, prodId: { company: 'cahier', product: 'cahier' } });
  for (const phase of await reader.phases())
    calendar.createEvent({
      id: phase.phaseId,
      summary: `${title}: ${phase.title}`,
      description: purpose,
      stamp: phase.opensAt,
      start: phase.opensAt,
      ...(phase.closesAt !== null && { end: phase.closesAt }),
      status: phase.status === 'cancelled' ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED,
    });
  return calendar.toString();
};
