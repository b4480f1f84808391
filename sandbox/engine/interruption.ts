import { Failure } from "../failure.ts";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * Lets `work` clean up when this process is told to end: its signal is aborted, with a `Failure` as the reason. Once
 * `work` has ended, the process ends by the same signal, unless the program has a listener of its own for it.
 */
export async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  let received: NodeJS.Signals | undefined;
  const interrupt = (signal: NodeJS.Signals) => {
    received = signal;
    controller.abort(new Failure(`Interrupted by ${signal} while getting the Pulumi engine; nothing is left behind.`));
  };

  for (const signal of SIGNALS) process.on(signal, interrupt);
  try {
    return await work(controller.signal);
  } finally {
    for (const signal of SIGNALS) process.off(signal, interrupt);
    if (received !== undefined && process.listenerCount(received) === 0) process.kill(process.pid, received);
  }
}
