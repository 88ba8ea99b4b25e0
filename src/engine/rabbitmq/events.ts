import { defineEvent } from "../sim/event-kinds.ts";

/** What happens inside RabbitMQ, beside the neutral history of the messages. */
export const ConsumerSubscribed = defineEvent("ConsumerSubscribed", "destinationText", "tagText");
export const ConsumerCancelled = defineEvent("ConsumerCancelled", "destinationText", "tagText");
export const ChannelClosed = defineEvent("ChannelClosed", "code", "reasonText");
/** A node gives a client up, a client its node. */
export const PeerDeclaredDead = defineEvent("PeerDeclaredDead", "peerProcess", "silentMs");
export const NodeDeclaredDead = defineEvent("NodeDeclaredDead", "silentMs");
export const MessageReturnedUnroutable = defineEvent("MessageReturnedUnroutable", "exchangeText");
export const NodeRecovered = defineEvent("NodeRecovered", "messages");
