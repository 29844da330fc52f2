/** The result of chooseAvatar: a small picture of an emoji. */
export function picture(emoji) {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = 132;
  const context = canvas.getContext('2d');
  context.fillStyle = '#dff3e6';
  context.fillRect(0, 0, 132, 132);
  context.font = '84px sans-serif';
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.fillText(emoji, 66, 72);
  return new Promise((resolve) => canvas.toBlob(resolve, 'image/png'));
}
