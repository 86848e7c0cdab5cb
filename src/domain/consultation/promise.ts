import { DateTime, Duration } from 'luxon';
import { because, type Instant, type Refusal } from '../fact.js';
import type { ConsultationRules } from './events.js';

type Promise = NonNullable<ConsultationRules['feedbackPromise']>;

/** The reason why a promise to answer cannot be kept count of: its period is none of whole days or more. */
export const promiseTrouble = ({ every, batchSize }: Promise): Refusal | undefined => {
  const isPeriod = /^P(?=\d)(\d{1,3}Y)?(\d{1,3}M)?(\d{1,3}W)?(\d{1,4}D)?$/.test(every);
  const isSome = isPeriod && Duration.fromISO(every).toMillis() > 0;
  return isSome && Number.isInteger(batchSize) && batchSize >= 1
    ? undefined
    : because('INVALID_PROMISE', 'A promise is some ideas every so many days, such as P3M.', {}, [
        'feedbackPromise',
      ]);
};

/**
 * Until when an answer is due that is promised within a period (ISO 8601) of an instant: the first instant
 * after the last day, as the calendar has it in a time zone (IANA name). A day that a month lacks is its last.
 */
export const dueAfter = (at: Instant, every: string, timeZone: string): Instant =>
  endOfDay(DateTime.fromISO(at, { zone: timeZone }).plus(Duration.fromISO(every)));

/** Until when an answer is due that is promised for a day (`yyyy-mm-dd`): the first instant after it in a time zone. */
export const dueOn = (day: string, timeZone: string): Instant =>
  endOfDay(DateTime.fromISO(day, { zone: timeZone }));

const endOfDay = (day: DateTime): Instant =>
  day.plus({ days: 1 }).startOf('day').toUTC().toISO({ precision: 'milliseconds' })!;
