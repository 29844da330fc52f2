const client = require('../../client');
const { act, toast, wordsOf } = require('../../dialogs');
const texts = require('../../language');
const { moment } = require('../../time');

Page({
  data: {
    t: texts.orders,
    failureTexts: texts.failure,
    /** opening, ready, missing (the server has no shop), failed */
    state: 'opening',
    busy: '',
    failure: '',
    title: '',
    quantity: '1',
    orders: [],
    next: '',
  },

  onLoad() {
    wx.setNavigationBarTitle({ title: texts.orders.title });
    return this.load();
  },

  async load() {
    try {
      const { orders, next = '' } = await pageOf('');
      this.setData({ state: 'ready', failure: '', orders, next });
    } catch (error) {
      console.error(error);
      // Without a function of its own at this path, the gateway answers 404 without a code.
      const isMissing = error.code === 'http' && error.status === 404;
      this.setData({ state: isMissing ? 'missing' : 'failed', failure: wordsOf(error) });
    }
  },

  retry() {
    return act(this, 'retry', () => this.load());
  },

  loadMore() {
    return act(this, 'more', async () => {
      const { orders, next = '' } = await pageOf(this.data.next);
      this.setData({ orders: [...this.data.orders, ...orders], next });
    });
  },

  write({ currentTarget, detail }) {
    this.setData({ [currentTarget.dataset.name]: detail.value });
  },

  create() {
    // One id for all attempts: if an answer is lost, a retry creates no second order.
    const id = newId();
    return act(this, 'create', async () => {
      const { title, quantity } = this.data;
      await client.request({ url: '/shop/orders', method: 'POST', data: { id, title: title.trim(), quantity: Number(quantity) } });
      await this.load();
      this.setData({ title: '', quantity: '1' });
      toast(texts.orders.created);
    });
  },
});

async function pageOf(after) {
  const { orders, next } = await client.request({ url: `/shop/orders?limit=20${after && `&after=${after}`}` });
  return { orders: orders.map(({ id, title, quantity, createdAt }) => ({ id, title, quantity, time: moment(createdAt) })), next };
}

/** Begins with the time, because the server lists orders by their ids. */
function newId() {
  return `${Date.now().toString(16).padStart(12, '0')}-${Math.random().toString(36).slice(2)}`;
}
