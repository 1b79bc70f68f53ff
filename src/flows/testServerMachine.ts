import type { TestServerEvent } from "../core/testServer/events";
import type { Json } from "../core/credential/json";
import type { ServerInput } from "../core/testServer/server";
import { serverStep } from "../core/testServer/server";
import type { CallOutcome, Moment, ServerEffect, ServerState, Step } from "../core/testServer/state";
import type { RegistrySaver } from "./testServerRegistry";
import type { OpenTestServer, World } from "./world";

/** The rules of `core/testServer` at work: keeps the state, does what the steps ask for, saves what changed. */
export interface TestServerMachine {
  /** From now on effects go out through this server. */
  attach(server: OpenTestServer): void;
  /** Takes something that happened outside. */
  take(input: ServerInput): void;
  state(): ServerState;
  moment(): Moment;
  /** Puts a step in force that was made from `state()` just now. */
  apply(step: Step): void;
  /** Calls a device; resolves with the outcome. */
  call(deviceId: string, method: string, params: Json): Promise<CallOutcome>;
}

/** What a machine needs around it. */
export interface MachineSurroundings {
  readonly world: Pick<World, "clock" | "entropy">;
  readonly saver: RegistrySaver;
  readonly tell: (event: TestServerEvent) => void;
}

/** How long the program waits for a device, in milliseconds: ThingsBoard's own default. */
const callTimeoutMs = 10_000;

/** Makes a machine in its first state. */
export function testServerMachine(
  first: ServerState,
  { world, saver, tell }: MachineSurroundings,
): TestServerMachine {
  let state = first;
  let server: OpenTestServer | undefined;
  let calls = 0;
  const callers = new Map<number, (outcome: CallOutcome) => void>();
  const moment = (): Moment => ({ now: world.clock(), random: (length) => world.entropy.bytes(length) });
  const conclude = (call: number, outcome: CallOutcome): void => {
    callers.get(call)?.(outcome);
    callers.delete(call);
  };
  const apply = (step: Step): void => {
    if (step.state.registry !== state.registry) {
      saver.save(step.state.registry);
    }
    state = step.state;
    for (const effect of step.effects) {
      perform(effect, { server, tell, conclude });
    }
  };
  const take = (input: ServerInput): void => {
    apply(serverStep(state, input, moment()));
  };
  return {
    attach: (opened) => {
      server = opened;
    },
    take,
    state: () => state,
    moment,
    apply,
    call: (deviceId, method, params) =>
      new Promise((resolve) => {
        calls += 1;
        callers.set(calls, resolve);
        take({
          kind: "call",
          call: calls,
          deviceId,
          method,
          params,
          isOneWay: false,
          timeoutMs: callTimeoutMs,
        });
      }),
  };
}

interface Performers {
  readonly server: OpenTestServer | undefined;
  readonly tell: (event: TestServerEvent) => void;
  readonly conclude: (call: number, outcome: CallOutcome) => void;
}

function perform(effect: ServerEffect, { server, tell, conclude }: Performers): void {
  if (effect.kind === "tell") {
    tell(effect.event);
    return;
  }
  if (effect.kind === "conclude") {
    conclude(effect.call, effect.outcome);
    return;
  }
  if (server !== undefined) {
    performOn(server, effect);
  }
}

function performOn(
  server: OpenTestServer,
  effect: Exclude<ServerEffect, { kind: "tell" | "conclude" }>,
): void {
  switch (effect.kind) {
    case "send":
      server.send(effect.connection, effect.packet);
      return;
    case "end":
      server.end(effect.connection);
      return;
    case "limitSilence":
      server.limitSilence(effect.connection, effect.limitMs);
      return;
    case "respond":
      server.respond(effect.request, effect.response);
      return;
    case "wake":
      server.wake(effect.afterMs, effect.wake);
      return;
  }
}
