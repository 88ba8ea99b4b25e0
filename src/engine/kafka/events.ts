import { defineEvent } from "../sim/event-kinds.ts";

/** What happens inside Kafka, beside the neutral history of the messages. */
export const LeaderElected = defineEvent("LeaderElected", "placeText", "leader", "epoch");
export const PartitionOffline = defineEvent("PartitionOffline", "placeText", "epoch");
export const IsrShrunk = defineEvent("IsrShrunk", "placeText", "broker", "size");
export const IsrExpanded = defineEvent("IsrExpanded", "placeText", "broker", "size");
export const BrokerRegistered = defineEvent("BrokerRegistered", "broker", "brokerEpoch");
export const BrokerFenced = defineEvent("BrokerFenced", "broker", "silentMs");
export const BrokerShutDown = defineEvent("BrokerShutDown", "broker");
export const BrokerUnfenced = defineEvent("BrokerUnfenced", "broker");
export const BecameLeader = defineEvent("BecameLeader", "placeText", "epoch", "logEndOffset");
export const BecameFollower = defineEvent("BecameFollower", "placeText", "epoch", "logEndOffset");
export const DuplicateSequence = defineEvent("DuplicateSequence", "placeText", "sequence", "offset");
export const BatchRetried = defineEvent("BatchRetried", "attempt", "errorText");
export const RebalanceStarted = defineEvent("RebalanceStarted", "destinationText", "generation", "members");
export const GenerationStarted = defineEvent("GenerationStarted", "destinationText", "generation", "members");
export const GroupStabilized = defineEvent("GroupStabilized", "destinationText", "generation", "members");
export const MemberJoined = defineEvent("MemberJoined", "destinationText", "memberText");
export const MemberExpired = defineEvent("MemberExpired", "destinationText", "memberText", "silentMs");
export const MemberLeft = defineEvent("MemberLeft", "destinationText", "memberText");
export const PositionRestored = defineEvent("PositionRestored", "destinationText", "position", "placeText");
export const GroupStored = defineEvent("GroupStored", "destinationText", "generation", "members");
export const CoordinatorLoaded = defineEvent("CoordinatorLoaded", "placeText", "known", "records");
export const OffsetCommitAppended = defineEvent("OffsetCommitAppended", "destinationText", "position", "placeText");
export const CommitFailed = defineEvent("CommitFailed", "destinationText", "position", "errorText");
/** A client gave up a connection: a request was not answered within its time. */
export const RequestTimedOut = defineEvent("RequestTimedOut", "nodeText", "requestText", "waitedMs");
/** A client gave up a connection that never came about. */
export const HandshakeTimedOut = defineEvent("HandshakeTimedOut", "nodeText", "waitedMs");
/** A member's heartbeats went unanswered: it looks for its coordinator again. */
export const CoordinatorLost = defineEvent("CoordinatorLost", "destinationText", "nodeText", "silentMs");
/** A member whose application did not call poll() in time leaves its group by itself. */
export const PollTimeoutExpired = defineEvent("PollTimeoutExpired", "destinationText", "limitMs");
