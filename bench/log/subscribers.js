import { setTimeout as sleep } from 'node:timers/promises';
import { rate } from '../harness.js';
import { openEmmett, openOurs } from './stores.js';

const QUIET_MS = 5_000;

/** What a subscriber got of what was appended. */
const counted = (name, appended, places) => {
  const distinct = new Set(places).size;
  return {
    name,
    appended,
    missed: appended - distinct,
    doubled: places.length - distinct,
    'out of order': places.filter((place, i) => i > 0 && place < places[i - 1]).length,
  };
};

/** Resolves when everything has come, or nothing for some seconds. */
const settled = async (places, wanted) => {
  let [seen, since] = [-1, 0];
  while (new Set(places).size < wanted) {
    if (places.length === seen && performance.now() - since > QUIET_MS) return;
    if (places.length !== seen) [seen, since] = [places.length, performance.now()];
    await sleep(100);
  }
};

/** Our subscriber while two processes' worth of logs append. */
export const followOurs = async (url, count, inFlight) => {
  const [one, other, reader] = await Promise.all([openOurs(url), openOurs(url), openOurs(url)]);
  const after = await reader.log.head();
  const stop = new AbortController();
  const places = [];
  const reading = (async () => {
    for await (const { events } of reader.log.subscribe({ after, signal: stop.signal }))
      for (const { position } of events) places.push(Number(position));
  })();
  await rate(count, inFlight, (n) => (n % 2 ? one : other).append());
  await settled(places, count);
  stop.abort();
  await reading;
  await Promise.all([one.close(), other.close(), reader.close()]);
  const holes = places.filter((place, i) => place !== Number(after) + i + 1).length;
  return { ...counted('ours', count, places), holes };
};

/** Emmett's consumer while its store appends. */
export const followEmmett = async (url, count, inFlight) => {
  const { store, append, close } = await openEmmett(url);
  await append();
  const consumer = store.consumer();
  const places = [];
  consumer.reactor({
    processorId: 'bench',
    startFrom: 'END',
    eachMessage: ({ metadata }) => void places.push(Number(metadata.globalPosition)),
  });
  const consuming = consumer.start();
  await sleep(500);
  await rate(count, inFlight, () => append());
  await settled(places, count);
  await consumer.stop();
  await consuming;
  await consumer.close();
  await close();
  return counted("Emmett's", count, places);
};
