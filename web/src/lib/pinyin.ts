/** Finding Chinese words by what a keyboard gives: characters, pinyin or initials. */

const plain = (text: string) =>
  text
    .toLowerCase()
    .normalize("NFD")
    .replace(/[\u0300-\u036f]/g, "");

/** True when the query is part of the name, begins at a syllable, or is its initials. */
export function matches(query: string, name: string, pinyin: string): boolean {
  const wanted = plain(query).replace(/\s+/g, "");
  if (!wanted) return true;
  if (plain(name).replace(/\s+/g, "").includes(wanted)) return true;
  const syllables = plain(pinyin)
    .split(/[\s'’-]+/)
    .filter(Boolean);
  if (
    syllables
      .map((s) => s[0])
      .join("")
      .includes(wanted)
  )
    return true;
  return syllables.some((_, from) => syllables.slice(from).join("").startsWith(wanted));
}
