import { describe, expect, test } from "vitest";
import { negotiate } from "./connections.ts";
import { Rig } from "./rig.test-util.ts";

describe("connections", () => {
  test.each([
    [60, 10, 10],
    [10, 60, 10],
    [0, 30, 30],
    [60, 0, 60],
    [0, 0, 0],
  ])("R-CONN-01, R-CONN-07: heartbeat %i of the server and %i of the client make %i", (server, client, agreed) => {
    expect(negotiate(server, client)).toBe(agreed);
    const rig = new Rig({ heartbeatSeconds: server });
    const [opened] = rig.connect("c", client).state.received;
    expect(opened).toEqual({ type: "connection.open-ok", heartbeatSeconds: agreed });
    expect(Object.values(rig.node.connections)[0].watch.timeoutUs).toBe(agreed * 1_000_000);
  });

  test("R-CONN-06: a clean stop says 320 to every client; a killed node says nothing", () => {
    for (const end of ["stop", "kill"] as const) {
      const rig = new Rig({ queues: ["q"] });
      const one = rig.connect("one");
      const other = rig.connect("other");
      rig[end]();
      const said = end === "stop" ? ["close 320 CONNECTION_FORCED - broker forced connection closure with reason 'shutdown'"] : [];
      expect(one.seen()).toEqual([...said, "socket closed"]);
      expect(other.seen()).toEqual([...said, "socket closed"]);
    }
  });

  test("R-CONN-04: a channel.close that crosses the node's own is answered, and its number is free when the node's own is", () => {
    const rig = new Rig({ queues: ["q"] });
    const client = rig.connect("c");
    client.habits({ answersClose: false });
    const lane = client.channel(1);
    rig.together(() => {
      lane.get("ghost");
      lane.close();
    });
    expect(lane.methods().map(({ type }) => type)).toEqual(["channel.open-ok", "channel.close", "channel.close-ok"]);
    client.channel(1); // not answered: the node still waits for channel.close-ok
    expect(lane.methods()).toEqual([]);
    client.send({ type: "channel.close-ok", channel: 1 });
    client.channel(1);
    expect(lane.methods().map(({ type }) => type)).toEqual(["channel.open-ok"]);
    expect(client.seen()).toEqual([]);
  });

  test("R-CONN-07: a silent peer is given up after two looks; until then it is handed messages and keeps them", () => {
    const rig = new Rig({ queues: ["q"], heartbeatSeconds: 1 });
    const silent = rig.connect("silent", 1);
    silent.channel(1).consume("q", "S");
    rig.rest(2_000_000);
    const publisher = rig.connect("p", 1).channel(1);
    silent.habits({ heartbeats: false });
    publisher.publish("q", 1);
    rig.rest(1_500_000);
    expect(rig.queue("q").unackedCount).toBe(1);
    expect(rig.queue("q").consumers.map(({ tag }) => tag)).toEqual(["S"]);
    rig.rest(2_000_000);
    expect(rig.queue("q").consumers).toEqual([]);
    expect(rig.ready("q")).toEqual(["#1*"]);
    const [{ b: silentMs }] = rig.events("PeerDeclaredDead");
    expect(silentMs).toBeGreaterThanOrEqual(2000);
    expect(silentMs).toBeLessThanOrEqual(3000);
    expect(silent.seen()).toEqual(["socket closed"]); // without a connection.close
    expect(publisher.connection.seen()).toEqual([]);
  });

  test("R-CONN-07: the node sends a heartbeat every half of the time, as long as there is a connection", () => {
    const rig = new Rig({ heartbeatSeconds: 2 });
    const client = rig.connect("c", 2);
    rig.rest(10_000_000);
    const { heartbeatsAt } = client.state;
    expect(heartbeatsAt.length).toBe(10);
    for (let i = 1; i < heartbeatsAt.length; i++) expect(heartbeatsAt[i] - heartbeatsAt[i - 1]).toBe(1_000_000);
    const quiet = rig.connect("d", 2);
    quiet.drop();
    expect(Object.keys(rig.node.connections).length).toBe(1);
  });

  test("R-CONN-07: any traffic counts as a sign of life, and without heartbeats nobody is given up", () => {
    const rig = new Rig({ queues: ["q"], heartbeatSeconds: 1 });
    const busy = rig.connect("busy", 1);
    busy.habits({ heartbeats: false });
    const lane = busy.channel(1);
    for (let i = 0; i < 10; i++) {
      lane.get("q");
      rig.rest(700_000);
    }
    expect(busy.seen()).toEqual([]);
    const off = new Rig({ queues: ["q"] });
    const quiet = off.connect("quiet");
    off.rest(600_000_000);
    expect(quiet.seen()).toEqual([]);
  });
});

describe("channels", () => {
  test("R-CONN-02: each channel has its own tags, prefetch, confirm numbers and consumers", () => {
    const rig = new Rig({ queues: ["q", "r"] });
    const connection = rig.connect("c");
    const [a, b] = [connection.channel(1), connection.channel(2)];
    a.qos(1);
    a.confirmSelect();
    a.consume("q", "T");
    b.consume("r", "T"); // the same tag, on another channel
    for (const message of [1, 2]) a.publish("q", message);
    for (const message of [3, 4]) b.publish("r", message);
    expect(a.seen()).toEqual(["deliver T #1 tag 1", "ack 1", "ack 2"]);
    expect(b.seen()).toEqual(["deliver T #3 tag 1", "deliver T #4 tag 2"]);
    b.confirmSelect();
    b.publish("r", 5);
    expect(b.seen()).toEqual(["deliver T #5 tag 3", "ack 1"]);
  });

  test("R-CONN-02: the methods of one channel are handled strictly in order", () => {
    const rig = new Rig({ queues: ["q"] });
    const lane = rig.channel("c");
    rig.together(() => {
      lane.publish("q", 1);
      lane.get("q");
      lane.nack(1);
      lane.get("q");
      lane.ack(2);
      lane.get("q");
    });
    expect(lane.seen()).toEqual(["got #1 tag 1, 0 left", "got #1* tag 2, 0 left", "empty"]);
  });

  test("R-CONN-03: an error on a channel leaves its siblings and other connections alone", () => {
    const rig = new Rig({ queues: ["q"] });
    const connection = rig.connect("c");
    const [a, b] = [connection.channel(1), connection.channel(2)];
    const elsewhere = rig.channel("d");
    b.consume("q", "B");
    a.get("ghost");
    expect(a.seen()).toEqual(["close 404 NOT_FOUND - no queue 'ghost' in vhost '/'"]);
    elsewhere.publish("q", 1);
    b.ack(1);
    elsewhere.publish("q", 2);
    expect(b.seen()).toEqual(["deliver B #1 tag 1", "deliver B #2 tag 2"]);
    expect(connection.seen()).toEqual([]);
  });

  test("R-CONN-03: an error of the connection, or its loss, ends all its channels", () => {
    for (const end of ["error", "loss"] as const) {
      const rig = new Rig({ queues: ["q"] });
      const publisher = rig.channel("p");
      const connection = rig.connect("c");
      const [a, b] = [connection.channel(1), connection.channel(2)];
      a.qos(1);
      b.qos(1);
      a.consume("q", "A");
      b.consume("q", "B");
      for (const message of [1, 2, 3]) publisher.publish("q", message);
      expect(rig.ready("q")).toEqual(["#3"]);
      if (end === "loss") connection.drop();
      else a.recover(false);
      expect(rig.ready("q")).toEqual(["#1*", "#2*", "#3"]);
      expect(rig.queue("q").consumers).toEqual([]);
      expect(rig.queue("q").unackedCount).toBe(0);
    }
  });

  test("R-CONN-03: what one channel of a lost connection gives back is not handed to its sibling", () => {
    const rig = new Rig({ queues: ["q"] });
    const publisher = rig.channel("p");
    const connection = rig.connect("c");
    connection.channel(1).consume("q", "A");
    publisher.publish("q", 1);
    connection.channel(2).consume("q", "B", true); // automatic ack: handed over would be lost
    connection.drop();
    expect(rig.ready("q")).toEqual(["#1*"]);
    expect(rig.events("MessageReturned").length).toBe(1);
  });

  test("R-CONN-04: after an error everything on the channel is ignored until channel.close-ok, what came before has happened", () => {
    const rig = new Rig({ queues: ["q"] });
    const connection = rig.connect("c");
    connection.habits({ answersClose: false });
    const lane = connection.channel(1);
    lane.confirmSelect();
    lane.consume("q", "T");
    rig.together(() => {
      lane.publish("q", 1);
      lane.publish("", 2, { exchange: "ghost" });
      lane.publish("q", 3);
    });
    // The confirm of #1 was outstanding and never comes; its delivery returned with the channel.
    expect(lane.seen()).toEqual(["deliver T #1 tag 1", "close 404 NOT_FOUND - no exchange 'ghost' in vhost '/'"]);
    expect(rig.ready("q")).toEqual(["#1*"]);
    expect(rig.queue("q").consumers).toEqual([]);
    lane.publish("q", 4);
    lane.ack(1);
    connection.send({ type: "channel.open", channel: 1 });
    expect(lane.methods()).toEqual([]);
    expect(connection.seen()).toEqual([]);
    expect(rig.ready("q")).toEqual(["#1*"]);
  });

  test("R-CONN-04: the number may be used again after channel.close-ok, and begins anew", () => {
    const rig = new Rig({ queues: ["q"] });
    const connection = rig.connect("c");
    const first = connection.channel(1);
    first.confirmSelect();
    first.qos(1);
    for (const message of [1, 2]) first.publish("q", message);
    first.get("q");
    first.ack(7);
    expect(first.seen().at(-1)).toBe("close 406 PRECONDITION_FAILED - unknown delivery tag 7");
    const again = connection.channel(1);
    again.methods();
    again.publish("q", 3); // no confirm mode
    again.consume("q", "T"); // no prefetch
    expect(again.seen()).toEqual(["deliver T #1* tag 1", "deliver T #2 tag 2", "deliver T #3 tag 3"]);
    expect(connection.seen()).toEqual([]);
  });

  test.each([
    ["504 a channel that was never opened", "CHANNEL_ERROR - expected 'channel.open'"],
    ["504 a channel that is open already", "CHANNEL_ERROR - second 'channel.open' seen"],
    ["530 a consumer tag in use", "NOT_ALLOWED - attempt to reuse consumer tag 'T'"],
    ["540 recover without requeue", "NOT_IMPLEMENTED - requeue=false"],
  ])("R-CONN-05: the connection is closed: %s", (name, text) => {
    const rig = new Rig({ queues: ["q"] });
    const connection = rig.connect("c");
    const [lane, sibling] = [connection.channel(1), connection.channel(2)];
    sibling.consume("q", "S");
    lane.consume("q", "T");
    if (text.includes("expected")) connection.send({ type: "basic.get", channel: 3, queue: "q", noAck: false });
    else if (text.includes("second")) connection.send({ type: "channel.open", channel: 1 });
    else if (text.includes("reuse")) lane.consume("q", "T");
    else lane.recover(false);
    expect(connection.seen()).toEqual([`close ${name.slice(0, 3)} ${text}`, "socket closed"]);
    expect(rig.node.connections).toEqual({});
    expect(rig.queue("q").consumers).toEqual([]);
  });
});
