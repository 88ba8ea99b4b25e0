import { withSetting } from "../../engine/lane-settings.ts";
import type { Run } from "../../engine/scenario.ts";
import type { PreventionChange } from "../../worker/protocol.ts";

/** The run with one change from its start. */
export function applyChange(run: Run, lane: number, change: PreventionChange): Run {
  const { scenario } = run;
  switch (change.what) {
    case "setting": {
      const { owner, name, value } = change;
      const lanes = scenario.lanes.map((spec, index) => (index === lane ? withSetting(spec, owner, name, value) : spec));
      return { ...run, scenario: { ...scenario, lanes } };
    }
    case "database":
      return { ...run, scenario: { ...scenario, database: { idempotent: change.idempotent } } };
    case "settle": {
      const services = scenario.services.map((spec) =>
        spec.name === change.destination ? { ...spec, settle: change.settle as "after" | "before" } : spec,
      );
      return { ...run, scenario: { ...scenario, services } };
    }
    case "consumers": {
      const services = scenario.services.map((spec) =>
        spec.name === change.destination ? { ...spec, consumers: change.consumers } : spec,
      );
      return { ...run, scenario: { ...scenario, services } };
    }
    case "queue": {
      const lanes = scenario.lanes.map((spec, index) => {
        if (index !== lane || spec.system !== "rabbitmq") return spec;
        const queues = spec.settings.queues.map((queue) => (queue.name === change.queue ? { ...queue, durable: change.durable } : queue));
        return { ...spec, settings: { ...spec.settings, queues } };
      });
      return { ...run, scenario: { ...scenario, lanes } };
    }
    case "binding": {
      const { exchange, queue, routingKey } = change;
      const lanes = scenario.lanes.map((spec, index) => {
        if (index !== lane || spec.system !== "rabbitmq") return spec;
        return { ...spec, settings: { ...spec.settings, bindings: [...spec.settings.bindings, { exchange, queue, routingKey }] } };
      });
      return { ...run, scenario: { ...scenario, lanes } };
    }
  }
}
