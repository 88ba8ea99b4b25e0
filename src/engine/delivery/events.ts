import { defineEvent } from "../sim/event-kinds.ts";

/**
 * The neutral history: what every system writes about its messages, whatever its protocol, and all that the checkers may read.
 * The message column holds the business message's number, the process column who did it. Words:
 *
 * - a *place* is one ordered store of messages: a Kafka partition (`orders-1`), a RabbitMQ queue (`payment`);
 * - a *destination* is a party that the message is for: a consumer group, a queue, a called service. Each destination owes one effect.
 *
 * Fields that end in `Text` are numbers of texts in the string table.
 */

/** The application hands the message to its client library. What the library does before it sends (batches, reconnecting) comes after this. */
export const MessageAccepted = defineEvent("MessageAccepted");
/** Its time passed while its application was down: now that it is back, it will never be handed over. */
export const MessageMissed = defineEvent("MessageMissed");
/** The producer makes attempt `attempt` (from 1) to hand the message over. */
export const MessageSent = defineEvent("MessageSent", "attempt", "placeText");
/** The producer was told yes. */
export const MessageConfirmed = defineEvent("MessageConfirmed", "placeText", "position");
/** The producer was told no: it certainly did not happen. Never used for a lost connection or a timeout. */
export const MessageRefused = defineEvent("MessageRefused", "errorText");
/** The producer gave up and nobody knows: timeout, reset, crash. */
export const MessageUnresolved = defineEvent("MessageUnresolved", "errorText");
/** The producer was handed the message back, because no destination takes it (basic.return): nothing of it was stored. A confirm may follow all the same. */
export const MessageReturnedToSender = defineEvent("MessageReturnedToSender", "placeText", "errorText");

/** A destination reads a place from now on; the messages stored there are for it. Written by logs, whose readers are not known at publish time. */
export const DestinationSubscribed = defineEvent("DestinationSubscribed", "destinationText", "placeText");
/** Routing chose this destination for the message at publish time. */
export const MessageRouted = defineEvent("MessageRouted", "destinationText", "placeText");
/** The place's authority (leader, queue) stored the message. The process is the holder of the copy. */
export const MessageStored = defineEvent("MessageStored", "placeText", "position", "epoch");
/** The place did not take what was handed over, and answers nothing: its producer waits for no answer, or hears only of the connection's end. */
export const MessageDiscarded = defineEvent("MessageDiscarded", "placeText", "errorText");
/** A further holder has a copy. */
export const MessageCopied = defineEvent("MessageCopied", "placeText", "position", "epoch");
/** Everything below `position` of the place is stable and may be read. */
export const PositionCommitted = defineEvent("PositionCommitted", "placeText", "position", "epoch");
/** The holder cut off its copies from `position` on: divergence, or what a machine crash took. */
export const LogCut = defineEvent("LogCut", "placeText", "position", "epoch");
/** The holder lost its copy of one message without any rule allowing it (not durable, node gone). */
export const MessageErased = defineEvent("MessageErased", "placeText", "position", "reasonText");
/** Removed by a declared policy: unroutable, ttl, max-length, retention, rejected. */
export const MessageDropped = defineEvent("MessageDropped", "destinationText", "reasonText");

/**
 * A consumer's client has read everything from `from` to below `to` of the place, and keeps it in its memory until the application asks for it.
 * Written by logs; what a queue sends is handed over as it comes.
 */
export const PlaceFetched = defineEvent("PlaceFetched", "placeText", "from", "to");
/** Handed to a consumer. `flagged` 1: marked as a repeat (RabbitMQ's redelivered, or an offset that the group had read before). */
export const MessageDelivered = defineEvent("MessageDelivered", "destinationText", "position", "flagged");
/** The consumer's handler starts on it, for the `attempt`-th time in this process. */
export const WorkBegun = defineEvent("WorkBegun", "destinationText", "attempt");
/** The handler has asked the database for the effect and waits. */
export const EffectRequested = defineEvent("EffectRequested", "destinationText");
/** The outside world changed. `count` is how often it did for this message and destination, from 1. */
export const EffectApplied = defineEvent("EffectApplied", "destinationText", "count");
/** An idempotent database had seen the message and changed nothing. */
export const EffectSkipped = defineEvent("EffectSkipped", "destinationText");
/** The handler knows that the effect is in. */
export const EffectConfirmed = defineEvent("EffectConfirmed", "destinationText");
export const WorkDone = defineEvent("WorkDone", "destinationText");
/** The handler threw. */
export const WorkFailed = defineEvent("WorkFailed", "destinationText", "attempt", "reasonText");

/**
 * The destination begins to read the place at `position` by a rule (auto.offset.reset), and skips what lies below it and was not settled for it.
 * A message that is stored below `position` later, or read after all, is not skipped.
 */
export const PlaceSkipped = defineEvent("PlaceSkipped", "destinationText", "position", "placeText");
/** The consumer gave up the work under way, because it was revoked or its channel closed. */
export const WorkAbandoned = defineEvent("WorkAbandoned", "destinationText");

/** An application lets go of what it was handed and has not begun, since its library took it back: it belongs to others, or to nobody. */
export const MessageReleased = defineEvent("MessageReleased", "destinationText");

/** The broker took the consumer's settlement: an applied ack, or a committed offset that passes the message. */
export const MessageSettled = defineEvent("MessageSettled", "destinationText", "position");
/** A group's offset was committed: everything below `position` of the place counts as settled. */
export const OffsetCommitted = defineEvent("OffsetCommitted", "destinationText", "position", "placeText");
/**
 * Back in the place, to be delivered again: nack, reject, lost connection. `forgotten` 1: the place was done with it (settled, dropped), and has
 * lost the word of that.
 */
export const MessageReturned = defineEvent("MessageReturned", "destinationText", "reasonText", "forgotten");

/** The process is, or ceases to be, the one entitled to work on the place for the destination. */
export const OwnershipGained = defineEvent("OwnershipGained", "destinationText", "placeText", "generation");
export const OwnershipLost = defineEvent("OwnershipLost", "destinationText", "placeText", "generation");
