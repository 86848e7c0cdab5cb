import { checkAnswers } from './checks/answers.js';
import { checkLog } from './checks/log.js';
import { orderOf } from './checks/order.js';
import { checkReadings } from './checks/readings.js';
import { checkViews } from './checks/views.js';
import type { History, Violation } from './history.js';

/**
 * Every rule that a history breaks, with the place; empty for a history that a log can be proud of.
 * Each element is unique and the final log tells the order of all of them, so that nothing is
 * searched for: each rule is one walk over the history.
 */
export function check(history: History): Violation[] {
  const order = orderOf(history);
  return [
    ...checkLog(order),
    ...checkAnswers(order),
    ...checkReadings(order),
    ...checkViews(order),
  ];
}
