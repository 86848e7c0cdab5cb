/**
 * Tells who waits that something was appended. It may ring in vain; it never stays silent to one
 * who looked before.
 */
export class Bell {
  private rings = 0;
  private readonly waiting = new Set<() => void>();

  /** How often it rang so far: note it, look, and wait for more. */
  get count(): number {
    return this.rings;
  }

  ring(): void {
    this.rings++;
    const woken = [...this.waiting];
    this.waiting.clear();
    for (const wake of woken) wake();
  }

  /**
   * Resolves when it has rung since `count`, after so many milliseconds, or when the signal
   * aborts.
   */
  async after(count: number, ms: number, signal: AbortSignal): Promise<void> {
    if (this.rings !== count || signal.aborted) return;
    await new Promise<void>((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', wake);
        this.waiting.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, ms);
      signal.addEventListener('abort', wake);
      this.waiting.add(wake);
    });
  }
}
