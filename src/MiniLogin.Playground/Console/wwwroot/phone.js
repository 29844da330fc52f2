import { load } from './commonjs.js';
import { ask, dismiss, say, toast } from './dialog.js';
import { render } from './phone-view.js';
import { picture } from './picture.js';
import { playground } from './playground.js';
import { beginAction } from './trace.js';
import { isPassing, masked, words, wordsOf } from './words.js';
import { createWx } from './wx.js';

const { createClient } = await load('/minilogin-client.js');

const CLOSED = { screen: 'opening', busy: '', notice: '', failure: '', user: {}, session: null, devices: [], phone: '' };

/** The demo mini program on the phone of one user. It makes the same calls through the same client. */
export class Phone {
  /** @param onAction Called after each action of the user. */
  constructor(user, onAction) {
    this.user = user;
    this.onAction = onAction;
    this.files = new Map();
    this.wx = createWx(user.name, this.files);
    this.client = createClient({ baseUrl: location.origin, wx: this.wx });
    this.state = CLOSED;
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
  open(label = 'Open') {
    return this.act('open', label, () => this.load());
  }

  async load() {
    const wasIn = this.state.screen === 'in' || this.state.screen === 'profile';
    try {
      const session = await this.client.session();
      if (!session) {
        this.set({ screen: 'out', failure: '', phone: '', session: null, ...(wasIn && { notice: words().home.expired }) });
        return;
      }

      const [user, devices] = await Promise.all([this.client.request({ url: '/user' }), this.devices()]);
      this.set({ screen: this.state.screen === 'profile' ? 'profile' : 'in', failure: '', notice: '', session, user, devices });
    } catch (error) {
      this.set({ screen: wasIn ? 'in' : 'failed', failure: wordsOf(error) });
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
    return this.act('login', 'Log in', async () => {
      await this.client.login();
      await this.load();
    });
  }

  retry() {
    return this.act('retry', 'Try again', () => this.load());
  }

  async endOthers() {
    if (await ask(words().home.endOthersQuestion, { warn: true })) {
      await this.act('endOthers', 'Log out other devices', async () => {
        await this.client.request({ url: '/sessions?keepCurrent=true', method: 'DELETE' });
        await this.load();
        toast(words().home.othersEnded);
      });
    }
  }

  /** A button with open-type="getPhoneNumber": WeChat asks the user and returns a code. */
  bindPhone() {
    return this.act('bindPhone', 'Add phone number', async () => {
      const { code } = await playground('POST', 'wx/phone-code', { user: this.user.name });
      const { phoneNumber } = await this.client.bindPhone(code);
      this.set({ phone: masked(phoneNumber) });
      toast(words().home.phoneBound);
    }, { again: false });
  }

  openProfile() {
    this.set({ screen: 'profile' });
  }

  closeProfile() {
    this.set({ screen: 'in' });
  }

  chooseAvatar() {
    return this.act('chooseAvatar', 'Change picture', async () => {
      this.files.set('wxfile://picture', await picture(this.user.avatar));
      const { avatarUrl } = await this.client.upload({ url: '/user/avatar', filePath: 'wxfile://picture' });
      this.set({ user: { ...this.state.user, avatarUrl } });
      toast(words().profile.saved);
    });
  }

  save(nickName) {
    return this.act('save', 'Save profile', async () => {
      const user = await this.client.request({ url: '/user', method: 'PUT', data: { nickName } });
      this.set({ user, screen: 'in' });
      toast(words().profile.saved);
    });
  }

  async logout() {
    if (await ask(words().home.logoutQuestion, { warn: true })) {
      await this.act('logout', 'Log out', async () => {
        const isTold = await this.client.logout().then(() => true, () => false);
        this.set({ screen: 'out', notice: isTold ? '' : words().home.leftHere, phone: '', session: null });
      });
    }
  }

  /** Runs one action at a time; `busy` holds its name meanwhile. An error is shown, with a retry where it can help. */
  async act(name, label, work, { again = true } = {}) {
    if (this.state.busy) return;
    beginAction(label);
    this.set({ busy: name });
    const error = await work().then(() => null, (reason) => reason);
    this.set({ busy: '' });
    this.onAction(label);
    if (!error || this.isPutAway) return;
    if (!again || !isPassing(error)) {
      await say(wordsOf(error));
    } else if (await ask(wordsOf(error), { yes: words().dialog.retry })) {
      await this.act(name, label, work);
    }
  }
}
