import { load } from './commonjs.js';
import { isPassing, masked, wordsOf } from './demo.js';
import { ask, dismiss, say, toast } from './dialog.js';
import { render } from './phone-view.js';
import { picture } from './picture.js';
import { isReachable, playground } from './playground.js';
import { beginAction } from './trace.js';
import { words } from './words.js';
import { createWx } from './wx.js';

const { createClient } = await load('/minilogin-client.js');

const CLOSED = { screen: 'opening', busy: '', notice: '', failure: '', user: {}, session: null, devices: [], phone: '' };

/** A small mini program on the phone of one user. It uses minilogin-client, as the demo mini program does. */
export class Phone {
  /**
   * @param onAction Called after each action of the user.
   * @param apps.weComAppId The app of WeCom, for a phone with WeCom instead of WeChat.
   * @param apps.merchantAppId The mini program of a merchant, for a phone with that one open.
   */
  constructor(user, onAction, { weComAppId, merchantAppId }) {
    this.user = user;
    this.onAction = onAction;
    this.files = new Map();
    this.api = merchantAppId === undefined ? 'wx' : 'wx/merchant';
    this.wx = createWx(user.name, this.files, this.api, weComAppId !== undefined);
    this.client = createClient({ baseUrl: location.origin, wx: this.wx, weComAppId, appId: merchantAppId });
    this.state = { ...CLOSED, hasPhone: weComAppId === undefined };
  }

  /** The token of the session; empty without one. */
  get token() {
    return this.wx.getStorageSync('minilogin');
  }

  set(changes) {
    this.state = { ...this.state, ...changes };
    if (!this.isPutAway) render(this.state);
  }

  putAway() {
    this.isPutAway = true;
    dismiss();
  }

  /** Runs when the user opens the mini program. */
  open(label = 'open') {
    return this.act('open', () => this.load(), { label });
  }

  async load() {
    const wasIn = this.state.screen === 'in' || this.state.screen === 'profile';
    try {
      const session = await this.client.session();
      if (!session) {
        this.set({ screen: 'out', failure: '', phone: '', session: null, ...(wasIn && { notice: words().phone.expired }) });
        return;
      }

      const [user, devices] = await Promise.all([this.client.request({ url: '/user' }), this.devices()]);
      this.set({ screen: this.state.screen === 'profile' ? 'profile' : 'in', failure: '', notice: '', session, user, devices });
    } catch (error) {
      this.set({ screen: wasIn ? 'in' : 'failed', failure: await messageOf(error) });
    }
  }

  async devices() {
    const devices = [];
    for (let after = ''; after !== undefined;) {
      const page = await this.client.request({ url: `/sessions?limit=20${after && `&after=${after}`}` });
      devices.push(...page.sessions);
      after = page.next;
    }

    return devices;
  }

  login() {
    return this.act('login', async () => {
      await this.client.login();
      await this.load();
    });
  }

  retry() {
    return this.act('retry', () => this.load());
  }

  async endOthers() {
    if (await ask(words().phone.endOthersQuestion, { warn: true })) {
      await this.act('endOthers', async () => {
        await this.client.request({ url: '/sessions?keepCurrent=true', method: 'DELETE' });
        await this.load();
        toast(words().phone.othersEnded);
      });
    }
  }

  /** A button with open-type="getPhoneNumber": WeChat asks the user and returns a code. */
  bindPhone() {
    return this.act('bindPhone', async () => {
      const { code } = await playground('POST', `${this.api}/phone-code`, { user: this.user.name });
      const { phoneNumber } = await this.client.bindPhone(code);
      this.set({ phone: masked(phoneNumber) });
      toast(words().phone.phoneBound);
    }, { again: false });
  }

  openProfile() {
    this.set({ screen: 'profile' });
  }

  closeProfile() {
    this.set({ screen: 'in' });
  }

  chooseAvatar() {
    return this.act('chooseAvatar', async () => {
      this.files.set('wxfile://picture', await picture(this.user.avatar));
      const { avatarUrl } = await this.client.upload({ url: '/user/avatar', filePath: 'wxfile://picture' });
      this.set({ user: { ...this.state.user, avatarUrl } });
      toast(words().phone.saved);
    });
  }

  save(nickName) {
    return this.act('save', async () => {
      const user = await this.client.request({ url: '/user', method: 'PUT', data: { nickName } });
      this.set({ user, screen: 'in' });
      toast(words().phone.saved);
    });
  }

  async logout() {
    if (await ask(words().phone.logoutQuestion, { warn: true })) {
      await this.act('logout', async () => {
        const isTold = await this.client.logout().then(() => true, () => false);
        this.set({ screen: 'out', notice: isTold ? '' : words().phone.leftHere, phone: '', session: null });
      });
    }
  }

  /** Runs one action at a time; `busy` holds its name meanwhile. An error is shown, with a retry where it can help. */
  async act(name, work, { again = true, label = name } = {}) {
    if (this.state.busy) return;
    beginAction(label);
    this.set({ busy: name });
    const error = await work().then(() => null, (reason) => reason);
    this.set({ busy: '' });
    this.onAction(label);
    if (!error || this.isPutAway) return;
    if (!again || !isPassing(error)) {
      await say(await messageOf(error));
    } else if (await ask(await messageOf(error), { yes: words().phone.retry })) {
      await this.act(name, work, { label });
    }
  }
}

/** The message for the user. On this phone nothing but the Playground can be out of reach. */
async function messageOf(error) {
  return ['network', 'wx_failed'].includes(error.code) && !await isReachable() ? words().page.offline : wordsOf(error);
}
