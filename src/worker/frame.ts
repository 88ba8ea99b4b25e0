import { meanOf } from "../engine/sim/chance.ts";
import { liveConnections } from "../engine/sim/connection-table.ts";
import { viewOf } from "../engine/sim/modules.ts";
import { packetsIn } from "../engine/sim/network.ts";
import type { ProcessRecord } from "../engine/sim/records.ts";
import type { Simulation } from "../engine/sim/simulation.ts";
import type { Frame, FramePacket, FrameProcess, ProcessInfo } from "./protocol.ts";

/** Which views the page has: by process, the revision and condition of the state that they show. */
export type SentViews = Map<number, string>;

export function processInfo(simulation: Simulation, record: ProcessRecord): ProcessInfo {
  const { id, name, address, lane, host, spec } = record;
  return { id, name, part: address, lane, role: spec.definition.role, host: simulation.hosts[host].name };
}

/** The world at the simulation's present instant. Views that the page has already are left out. */
export function takeFrame(simulation: Simulation, take: number, sent: SentViews): Frame {
  const { network, hosts } = simulation;
  const names = (ids: readonly number[]) => ids.map((host) => hosts[host].name);
  return {
    type: "frame",
    take,
    at: simulation.now,
    nextAt: simulation.nextAt(),
    processes: simulation.processes.map((record) => frameProcess(simulation, record, sent)),
    packets: packetsUnderWay(simulation),
    splits: network.splits.map(({ fault, from, to, oneWay }) => ({ fault, from: names(from), to: names(to), oneWay })),
    slow: network.slow.map(({ fault, from, to, oneWay, extra }) => ({
      fault,
      from: names(from),
      to: names(to),
      oneWay,
      extraUs: meanOf(extra),
    })),
  };
}

function frameProcess(simulation: Simulation, record: ProcessRecord, sent: SentViews): FrameProcess {
  const { id, status, since, revision, incarnation } = record;
  const base: FrameProcess = { ...processInfo(simulation, record), status, since };
  if (status === "stopped" && record.leaves) base.left = true;
  const mark = `${incarnation}.${revision}.${status}`;
  if (sent.get(id) === mark) return base;
  sent.set(id, mark);
  return { ...base, view: viewOf(record) };
}

/** Only packets with business messages inside: nothing else is drawn. */
function packetsUnderWay({ network, list }: Simulation): FramePacket[] {
  const packets: FramePacket[] = [];
  for (const pair of liveConnections(network.connections)) {
    for (const direction of [pair.there, pair.back]) {
      for (const { message, sentAt, arriveAt } of packetsIn(list, direction)) {
        if (message?.carries === undefined || message.carries.length === 0) continue;
        const { connection, from, to, held } = direction;
        packets.push({ connection, from, to, type: message.type, carries: message.carries, sentAt, arriveAt, held });
      }
    }
  }
  return packets;
}
