/* What the script says: in English, or in the language that the page gives it (`base/translating.py`, SCRIPT_WORDS). */
const given = () => { try { return JSON.parse(document.documentElement.dataset.words || "{}"); } catch { return {}; } };

export function say(name, english, when = "") {
  return (given()[name] || english).replace("{when}", when);
}

export const language = () => document.documentElement.lang || "en-GB";
