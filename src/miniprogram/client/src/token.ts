import type { Wx } from './wx.js';

/** The token of this phone and whether the client may log in by itself, in storage and in memory in case the storage fails. */
export class Token {
  private value: string | undefined;
  private closed: boolean;
  private readonly closedKey: string;

  constructor(private readonly wx: Wx, private readonly key: string) {
    this.closedKey = `${key}-closed`;
    const stored = this.read(key);
    this.value = typeof stored === 'string' && stored ? stored : undefined;
    this.closed = this.read(this.closedKey) === true;
  }

  get(): string | undefined {
    return this.value;
  }

  /** True after a logout or a deletion: only `login()` logs in, also after a restart. */
  get isClosed(): boolean {
    return this.closed;
  }

  /** Stores the token of a login. */
  open(value: string): void {
    this.write(this.key, this.value = value);
    this.close(false);
  }

  forget(): void {
    this.write(this.key, this.value = undefined);
  }

  close(closed = true): void {
    this.write(this.closedKey, (this.closed = closed) || undefined);
  }

  private read(key: string): unknown {
    try {
      return this.wx.getStorageSync(key);
    } catch {
      // Treat it like a phone that has never logged in.
      return undefined;
    }
  }

  private write(key: string, value: string | true | undefined): void {
    try {
      if (value) {
        this.wx.setStorageSync(key, value);
      } else {
        this.wx.removeStorageSync(key);
      }
    } catch {
      // The storage is full or broken: the value lasts until the mini program is closed.
    }
  }
}
