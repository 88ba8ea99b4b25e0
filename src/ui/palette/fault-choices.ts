import { ANY_PEER } from "../../engine/scenario.ts";

/** Messages with a business message inside that a client of each role sends or receives: before which of them its connection can be cut. */
const TYPES: Record<string, readonly { type: string; outgoing: boolean }[]> = {
  "kafka producer": [
    { type: "ProduceResponse", outgoing: false },
    { type: "Produce", outgoing: true },
  ],
  "kafka consumer": [
    { type: "OffsetCommit", outgoing: true },
    { type: "FetchResponse", outgoing: false },
    { type: "Applied", outgoing: false },
  ],
  "rabbitmq publisher": [
    { type: "confirm.ack", outgoing: false },
    { type: "basic.publish", outgoing: true },
  ],
  "rabbitmq consumer": [
    { type: "basic.ack", outgoing: true },
    { type: "basic.deliver", outgoing: false },
    { type: "Applied", outgoing: false },
  ],
  "direct client": [
    { type: "Answer", outgoing: false },
    { type: "Call", outgoing: true },
  ],
  "direct service": [
    { type: "Answer", outgoing: true },
    { type: "Applied", outgoing: false },
  ],
};

export function messageTypesOf(role: string): string[] {
  return (TYPES[role] ?? []).map(({ type }) => type);
}

/** The ends of the connection on which a message of that type travels: this part, and whichever peer has it. */
export function peersOf(role: string, part: string, type: string): { from: string; to: string } {
  const outgoing = (TYPES[role] ?? []).find((candidate) => candidate.type === type)?.outgoing ?? false;
  return outgoing ? { from: part, to: ANY_PEER } : { from: ANY_PEER, to: part };
}
