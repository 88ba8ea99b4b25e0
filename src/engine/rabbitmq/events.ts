import { defineEvent } from "../sim/event-kinds.ts";

/** What happens inside RabbitMQ, beside the neutral history of the messages. */
export const ConsumerSubscribed = defineEvent("ConsumerSubscribed", "destinationText", "tagText");
export const ConsumerCancelled = defineEvent("ConsumerCancelled", "destinationText", "tagText");
export const ChannelClosed = defineEvent("ChannelClosed", "code", "reasonText");
/** A node gives a client up, a client its node. */
export const PeerDeclaredDead = defineEvent("PeerDeclaredDead", "peerProcess", "silentMs");
export const NodeDeclaredDead = defineEvent("NodeDeclaredDead", "silentMs");
/** A client waited for its node as long as one of its own limits allows, and closed the connection. */
export const ConnectionGivenUp = defineEvent("ConnectionGivenUp", "limitText", "waitedMs");
/** Something was declared that was not there, or taken away. */
export const ExchangeDeclared = defineEvent("ExchangeDeclared", "exchangeText");
export const ExchangeDeleted = defineEvent("ExchangeDeleted", "exchangeText");
export const QueueDeclared = defineEvent("QueueDeclared", "destinationText");
export const QueueDeleted = defineEvent("QueueDeleted", "destinationText", "messages");
export const QueueBound = defineEvent("QueueBound", "destinationText", "exchangeText", "routingKeyText");
export const QueueUnbound = defineEvent("QueueUnbound", "destinationText", "exchangeText", "routingKeyText");
export const MessageReturnedUnroutable = defineEvent("MessageReturnedUnroutable", "exchangeText");
export const NodeRecovered = defineEvent("NodeRecovered", "messages");
