const client = require('../../client');
const { deviceOf } = require('../../device');
const { act, askToEnd, refusalOf, say, toast, wordsOf } = require('../../dialogs');
const texts = require('../../language');
const { moment } = require('../../time');
const { masked } = require('../../wording');

Page({
  data: {
    t: texts.home,
    failureTexts: texts.failure,
    /** opening, out (logged out), in, failed */
    state: 'opening',
    busy: '',
    notice: '',
    failure: '',
    user: {},
    session: {},
    devices: [],
    showsAll: false,
    phone: '',
    isLoginOpen: false,
    agreed: false,
    /** WeCom has no button for the phone number. */
    hasPhone: !wx.qy,
  },

  onLoad() {
    wx.setNavigationBarTitle({ title: texts.home.title });
  },

  onShow() {
    return this.load();
  },

  async onPullDownRefresh() {
    await this.load();
    wx.stopPullDownRefresh();
  },

  async load() {
    // Ignore this result if another load or a logout has started in the meantime.
    const turn = this.turn = (this.turn || 0) + 1;
    const isStale = () => turn !== this.turn;
    const changes = await this.look(isStale);
    if (!isStale()) {
      this.setData(changes);
    }
  },

  /** Fetches the data to show. */
  async look(isStale) {
    const wasIn = this.data.state === 'in';
    try {
      const session = await client.session();
      if (!session || isStale()) {
        return { state: 'out', failure: '', phone: '', ...(wasIn && { notice: texts.home.expired }) };
      }

      const [user, devices] = await Promise.all([client.request({ url: '/user' }), allDevices()]);
      return { state: 'in', failure: '', notice: '', session: sessionOf(session), user: userOf(user), devices };
    } catch (error) {
      console.error(error);
      return { state: wasIn ? 'in' : 'failed', failure: wordsOf(error) };
    }
  },

  // WeChat's review wants the content first, the login after a tap, the box unticked, and a way back.
  openLogin() {
    this.setData({ isLoginOpen: true, agreed: false });
  },

  closeLogin() {
    this.setData({ isLoginOpen: false });
  },

  agree({ detail }) {
    this.setData({ agreed: detail.value.length > 0 });
  },

  openAgreement() {
    openTerms('agreement');
  },

  openPrivacyGuide() {
    // WeCom does not have the privacy APIs, and DevTools has no guidelines for a guest.
    if (wx.openPrivacyContract) {
      wx.openPrivacyContract({ fail: () => openTerms('guide') });
    } else {
      openTerms('guide');
    }
  },

  login() {
    if (!this.data.agreed) {
      wx.showToast({ title: texts.home.agreeFirst, icon: 'none' });
      return;
    }

    return act(this, 'login', async () => {
      await client.login();
      await this.load();
      this.setData({ isLoginOpen: false });
    });
  },

  retry() {
    return act(this, 'retry', () => this.load());
  },

  openProfile() {
    wx.navigateTo({ url: '/pages/profile/profile' });
  },

  openOrders() {
    wx.navigateTo({ url: '/pages/orders/orders' });
  },

  dropPicture() {
    this.setData({ 'user.avatarUrl': '' });
  },

  showAll() {
    this.setData({ showsAll: true });
  },

  async endOthers() {
    if (await askToEnd(texts.home.endOthersQuestion)) {
      await act(this, 'others', async () => {
        await client.request({ url: '/sessions?keepCurrent=true', method: 'DELETE' });
        await this.load();
        toast(texts.home.othersEnded);
      });
    }
  },

  /** Each successful tap on this button costs you 0.03 yuan, after 1,000 free ones. So ask only when the number is needed. */
  bindPhone({ detail }) {
    const { code, encryptedData, iv } = detail;
    // Base libraries before 2.21.2 have no code.
    if (code || encryptedData) {
      return act(this, 'phone', async () => {
        const { phoneNumber } = await client.bindPhone(code || { encryptedData, iv });
        this.setData({ phone: masked(phoneNumber) });
        toast(texts.home.phoneBound);
      }, { again: false });
    }

    const words = refusalOf(detail, texts.home.phoneUnavailable);
    return words ? say(words) : undefined;
  },

  async logout() {
    if (await askToEnd(texts.home.logoutQuestion)) {
      await act(this, 'logout', async () => {
        this.turn++;
        const isTold = await client.logout().then(() => true, () => false);
        this.setData({ state: 'out', isLoginOpen: false, notice: isTold ? '' : texts.home.leftHere, phone: '' });
      });
    }
  },

  async deleteAccount() {
    if (await askToEnd(texts.home.deleteQuestion)) {
      await act(this, 'delete', async () => {
        this.turn++;
        await client.deleteAccount();
        this.setData({ state: 'out', isLoginOpen: false, notice: texts.home.deleted, phone: '' });
      });
    }
  },
});

const openTerms = (kind) => wx.navigateTo({ url: `/pages/terms/terms?kind=${kind}` });

/** Fetches all pages of devices, this one first. */
async function allDevices() {
  const devices = [];
  for (let after = ''; after !== undefined;) {
    const page = await client.request({ url: `/sessions?limit=20${after && `&after=${after}`}` });
    devices.push(...page.sessions.map(deviceOf));
    after = page.next;
  }

  return devices.sort((a, b) => b.current - a.current);
}

function sessionOf({ createdAt, expiresAt, absoluteExpiresAt }) {
  return { since: moment(createdAt), idle: moment(expiresAt), latest: moment(absoluteExpiresAt) };
}

function userOf({ nickName = texts.home.nameless, avatarUrl = '' }) {
  return { nickName, avatarUrl, initial: Array.from(nickName)[0] };
}
