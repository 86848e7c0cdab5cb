import type { Id } from '../fact.js';
import type {
  OrganisationKind,
  ReservePeriod,
  StatedPopulation,
  StatusDefinition,
} from './events.js';

interface Wish<T extends string> {
  type: T;
  organisationId: Id;
}

export type RegisterOrganisation = Wish<'RegisterOrganisation'> & {
  kind: OrganisationKind;
  parentOrganisationId?: Id | null;
  name: string;
  /** BCP 47. */
  defaultLocale: string;
  /** IANA name. */
  timeZone: string;
  /** ISO 4217. */
  currency: string;
};
export type DefineArea = Wish<'DefineArea'> & {
  areaId: Id;
  parentAreaId?: Id | null;
  name: string;
  population?: number | null;
  externalCode?: string | null;
};
export type RetireArea = Wish<'RetireArea'> & { areaId: Id };
export type RenameArea = Wish<'RenameArea'> & { areaId: Id; name: string };
export type StatePopulation = Wish<'StatePopulation'> & StatedPopulation;
export type DefineTopic = Wish<'DefineTopic'> & {
  topicId: Id;
  parentId?: Id | null;
  label: string;
};
export type RetireTopic = Wish<'RetireTopic'> & { topicId: Id };
export type DefineDepartment = Wish<'DefineDepartment'> & {
  departmentId: Id;
  parentId?: Id | null;
  label: string;
};
export type RetireDepartment = Wish<'RetireDepartment'> & { departmentId: Id };
export type DefineBody = Wish<'DefineBody'> & { bodyId: Id; parentId?: Id | null; label: string };
export type RetireBody = Wish<'RetireBody'> & { bodyId: Id };
export type DeclareReservePeriod = Wish<'DeclareReservePeriod'> & ReservePeriod;
export type DefineStatus = Wish<'DefineStatus'> & StatusDefinition;

export type OrganisationCommand =
  | RegisterOrganisation
  | DefineArea
  | RetireArea
  | RenameArea
  | StatePopulation
  | DefineTopic
  | RetireTopic
  | DefineDepartment
  | RetireDepartment
  | DefineBody
  | RetireBody
  | DefineStatus
  | DeclareReservePeriod;
