/** Gives the card away: to the clipboard, or into a file. In: a card. Out: a sentence that says what became of it. Main thread. */

import type { Card } from './card.ts';
import type { Picture } from './card-picture.ts';

const FILE = 'ringlight-comparison.png';

/** Puts text on the clipboard. */
export async function copyText(text: string): Promise<string> {
  try {
    await navigator.clipboard.writeText(text);
    return 'Copied as text.';
  } catch {
    // Not given at an insecure address, or forbidden by the user.
    return 'The browser does not let the page write to the clipboard. Select the card and copy it.';
  }
}

/** Puts the picture on the clipboard, or into a file where the clipboard refuses it. */
export async function copyPicture(card: Card, element: Element): Promise<string> {
  const drawn = draw(card, element);
  try {
    // A promise, because some browsers only take what is asked for within the click itself.
    const blob = drawn.then((picture) => picture.blob);
    await navigator.clipboard.write([new ClipboardItem({ 'image/png': blob })]);
  } catch {
    const picture = await drawn;
    save(picture);
    return `The clipboard takes no picture here: it was saved as ${FILE} (${sizeOf(picture)}).`;
  }
  return `Copied as PNG (${sizeOf(await drawn)}).`;
}

/** Saves the picture. */
export async function savePicture(card: Card, element: Element): Promise<string> {
  const picture = await draw(card, element);
  save(picture);
  return `Saved as ${FILE} (${sizeOf(picture)}).`;
}

/** What draws comes with the first picture. */
async function draw(card: Card, element: Element): Promise<Picture> {
  const { drawCard, readPalette } = await import('./card-picture.ts');
  return drawCard(card, readPalette(element));
}

function sizeOf({ width, height }: Picture): string {
  return `${width} × ${height} pixels`;
}

function save({ blob }: Picture): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = FILE;
  link.click();
  // The download has its own hold on the picture once it has begun.
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
