import type { Projection } from '../../projections/projection.js';
import { views } from '../../projections/views.js';
import { CliError, exitCodes } from './fail.js';

/** The views of these names, all of them where none is named. Throws CliError where one is not known. */
export const chosenViews = (names: readonly string[]): Projection[] => {
  const unknown = names.find((name) => !views.some((view) => view.name === name));
  if (unknown === undefined)
    return names.length ? views.filter(({ name }) => names.includes(name)) : views;
  const all = views.map(({ name }) => name).join(', ');
  throw new CliError(`No view is called ${unknown}; there are ${all}.`, exitCodes.usage);
};
