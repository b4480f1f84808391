/** How often a terminal's line is renewed, and how often a log gets a line (our own choice: CI logs keep every line). */
const TERMINAL_MILLISECONDS = 1_000;
const LOG_MILLISECONDS = 20_000;

/** Says on stderr what is being done, and for how long it has been, until `work` ends either way. */
export async function withProgress<T>(what: string, note: string, work: () => Promise<T>): Promise<T> {
  const begin = performance.now();
  const terminal = process.stderr.isTTY === true;
  const say = () => {
    const line = `${what}: ${elapsed(begin)}`;
    process.stderr.write(terminal ? `\r\x1b[2K${line}` : `${line}\n`);
  };

  process.stderr.write(`${what} (${note})\n`);
  const timer = setInterval(say, terminal ? TERMINAL_MILLISECONDS : LOG_MILLISECONDS);
  try {
    return await work();
  } finally {
    clearInterval(timer);
    say();
    if (terminal) process.stderr.write("\n");
  }
}

/** The time since `begin` (of `performance.now()`): `12 s`, `5 min 03 s`. */
export function elapsed(begin: number): string {
  const seconds = Math.round((performance.now() - begin) / 1000);
  if (seconds < 60) return `${seconds} s`;
  return `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, "0")} s`;
}
