/** What a system brings to the types of a document; each one's folder narrows them. */
export interface SystemTypes {
  cluster: Cluster;
  client: Client;
  /** What an operator does to a cluster: see `Action`. */
  act: OperatorAct;
}

/** A cluster with everything that stands in it before the run. The fields of each system are in its own folder (`document-types.ts`). */
export interface Cluster {
  /** The first cluster of a system in a lane names its processes without it, every further one with it: `east/broker-2`. */
  name: string;
  system: string;
}

/** One client library inside each instance of an application. The fields of each system are in its own folder. */
export interface Client {
  system: string;
  application: string;
  /** Unique among the application's clients in the lane; its system's when left out. */
  name?: string;
}

export interface OperatorAct {
  system: string;
  act: string;
}

/** A machine that several parts share, or that stands in a rack. Every other part has a machine of its own. */
export interface Host {
  name: string;
  rack?: string;
  /** Processes of the lane by their names: `broker-1`, `desk-1`. */
  parts: readonly string[];
}

/** One architecture for the business. All lanes run under the same messages, the same service times and the same faults. */
export interface Lane<S extends SystemTypes = SystemTypes> {
  id: string;
  /** For the head of the lane; made of the systems in it when left out. */
  title?: string;
  clusters: readonly S["cluster"][];
  clients: readonly S["client"][];
  hosts?: readonly Host[];
  /** Only what a person has moved, in units of the drawing; everything else is laid out. */
  places?: Readonly<Record<string, readonly [x: number, y: number]>>;
}
