const client = require('../../client');
const { act, refusalOf, say, toast, wordsOf } = require('../../dialogs');
const texts = require('../../language');

Page({
  data: {
    t: texts.profile,
    failureTexts: texts.failure,
    /** opening, ready, failed */
    state: 'opening',
    busy: '',
    failure: '',
    nickName: '',
    avatarUrl: '',
    // Not in WeCom.
    canChoose: wx.canIUse('button.open-type.chooseAvatar'),
  },

  onLoad() {
    wx.setNavigationBarTitle({ title: texts.profile.title });
    return this.load();
  },

  async load() {
    try {
      const { nickName = '', avatarUrl = '' } = await client.request({ url: '/user' });
      this.setData({ state: 'ready', failure: '', nickName, avatarUrl });
    } catch (error) {
      console.error(error);
      this.setData({ state: 'failed', failure: wordsOf(error) });
    }
  },

  retry() {
    return act(this, 'retry', () => this.load());
  },

  dropPicture() {
    this.setData({ avatarUrl: '' });
  },

  upload({ detail }) {
    if (!detail.avatarUrl) {
      const words = refusalOf(detail, texts.profile.avatarUnavailable);
      return words ? say(words) : undefined;
    }

    return act(this, 'avatar', async () => {
      const filePath = await smaller(detail.avatarUrl);
      const { avatarUrl } = await client.upload({ url: '/user/avatar', filePath });
      this.setData({ avatarUrl });
      toast(texts.profile.saved);
    });
  },

  save({ detail }) {
    return act(this, 'save', async () => {
      const { nickName } = await client.request({ url: '/user', method: 'PUT', data: { nickName: detail.value.nickName.trim() } });
      this.setData({ nickName });
      toast(texts.profile.saved);
    });
  },
});

/** Compresses the picture: one from the album may be too large for the server. */
function smaller(filePath) {
  return new Promise((resolve) => {
    wx.compressImage({ src: filePath, quality: 80, compressedWidth: 512, success: ({ tempFilePath }) => resolve(tempFilePath), fail: () => resolve(filePath) });
  });
}
