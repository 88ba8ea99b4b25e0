import type { SystemSays } from "./delivery/system-parts.ts";
import { directSays } from "./direct/document-says.ts";
import { kafkaSays } from "./kafka/document-says.ts";
import { rabbitmqSays } from "./rabbitmq/document-says.ts";

/** What lanes say of each system, without its machinery: what the page needs to change a document. */
export const SYSTEM_SAYS: readonly { readonly says: SystemSays }[] = [kafkaSays, rabbitmqSays, directSays].map((says) => ({ says }));
