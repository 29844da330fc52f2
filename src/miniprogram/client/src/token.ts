import type { Wx } from './wx';

/** The token of this phone, in storage and in memory in case the storage fails. */
export class Token {
  private value: string | undefined;

  constructor(private readonly wx: Wx, private readonly key: string) {
    try {
      this.value = wx.getStorageSync(key) || undefined;
    } catch {
      // Treat it like a phone that has never logged in.
    }
  }

  get(): string | undefined {
    return this.value;
  }

  set(value: string | undefined): void {
    this.value = value;
    try {
      if (value) {
        this.wx.setStorageSync(this.key, value);
      } else {
        this.wx.removeStorageSync(this.key);
      }
    } catch {
      // The storage is full or broken: the session lasts until the mini program is closed.
    }
  }
}
