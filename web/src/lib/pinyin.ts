/** Finding Chinese words by what a keyboard gives: characters, pinyin or initials. */

const plain = (text: string) =>
  text
    .toLowerCase()
    .normalize("NFD")
    .replace(/[\u0300-\u036f]/g, "");

const FINALS =
  "iang|iong|uang|ang|eng|ian|iao|ing|ong|uai|uan|ai|an|ao|ei|en|er|ia|ie|in|iu|ou|ua|ue|ui|un|uo|ve|a|e|i|o|u|v";
const SYLLABLE = new RegExp(`^(?:[zcs]h|[bpmfdtnlgkhjqxrzcsyw])?(?:${FINALS})`);
const ONSET = /^(?:[zcs]h|[bpmfdtnlgkhjqxrzcsyw])$/;

/** What the first letters would be if the text is pinyin without spaces: every reading of
 * `xian` (`x`, `xa`) counts, and the last syllable may be unfinished. */
export function initialsOf(text: string): Set<string> {
  const found = new Set<string>();
  const read = (rest: string, initials: string) => {
    if (rest === "") found.add(initials);
    else if (ONSET.test(rest)) found.add(initials + rest[0]);
    const longest = SYLLABLE.exec(rest)?.[0] ?? "";
    for (let length = longest.length; length > 0; length--) {
      if (SYLLABLE.exec(rest.slice(0, length))?.[0].length !== length) continue;
      read(rest.slice(length), initials + rest[0]);
    }
  };
  read(text, "");
  return found;
}

/** True when the query is part of the name, of its initials, or pinyin with these initials.
 * Whole pinyin is compared as such where it is known (words apart), else by initials. */
export function matches(query: string, name: string, pinyin: string): boolean {
  const wanted = plain(query).replace(/\s+/g, "");
  if (!wanted) return true;
  if (plain(name).replace(/\s+/g, "").includes(wanted)) return true;
  const syllables = plain(pinyin)
    .split(/[\s'’-]+/)
    .filter(Boolean);
  if (syllables.length === 1) {
    const initials = syllables[0] ?? "";
    if (initials.includes(wanted)) return true;
    return wanted.length > 1 && [...initialsOf(wanted)].some((one) => initials.startsWith(one));
  }
  if (
    syllables
      .map((s) => s[0])
      .join("")
      .includes(wanted)
  )
    return true;
  return syllables.some((_, from) => syllables.slice(from).join("").startsWith(wanted));
}
