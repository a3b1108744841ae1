/* Enhancement only: every page works without this file. */
import { createAll } from "govuk-frontend/dist/govuk/init.mjs";
import { Button } from "govuk-frontend/dist/govuk/components/button/button.mjs";
import { CharacterCount } from "govuk-frontend/dist/govuk/components/character-count/character-count.mjs";
import { Checkboxes } from "govuk-frontend/dist/govuk/components/checkboxes/checkboxes.mjs";
import { ErrorSummary } from "govuk-frontend/dist/govuk/components/error-summary/error-summary.mjs";
import { NotificationBanner } from "govuk-frontend/dist/govuk/components/notification-banner/notification-banner.mjs";
import { PasswordInput } from "govuk-frontend/dist/govuk/components/password-input/password-input.mjs";
import { Radios } from "govuk-frontend/dist/govuk/components/radios/radios.mjs";
import { SkipLink } from "govuk-frontend/dist/govuk/components/skip-link/skip-link.mjs";
import { autosave } from "./autosave.js";
import { blackOut } from "./blackout.js";
import { choosing } from "./choosing.js";
import { files } from "./files.js";
import { keeping } from "./keeping.js";
import { poll } from "./poll.js";
import { quoting } from "./quoting.js";
import { recorder } from "./recorder.js";
import { rows } from "./rows.js";
import { ownTime } from "./taps.js";
import { forgetSent } from "./unsent.js";
import { uploads } from "./uploads.js";
import { times } from "./times.js";

document.body.classList.add("js-enabled", "govuk-frontend-supported");
for (const part of [Button, CharacterCount, Checkboxes, ErrorSummary, NotificationBanner, PasswordInput, Radios, SkipLink]) {
  createAll(part);
}

const each = (selector, start) => document.querySelectorAll(selector).forEach(start);
each("[data-rows]", rows);
each("form[data-autosave]", choosing);
each("form[data-autosave]", autosave);
each("form[data-keep]", keeping);
each("[data-own-of]", ownTime);
each("form[data-black-out]", blackOut);
each("[data-poll]", poll);
try { forgetSent(); } catch { /* no storage on this device */ }
each("form[data-quote-target]", quoting);
each("[data-seek]", times);
each("input[type=file]:not([data-upload]):not([data-recording-file])", files);
each("input[type=file][data-upload]", uploads);
each("[data-recorder]", recorder);

// On a phone the ways stand in one line: the present one is brought into sight.
const ways = document.querySelector(".lp-nav__list");
const here = ways?.querySelector("[aria-current]");
if (here) ways.scrollLeft = here.offsetLeft - ways.offsetLeft - (ways.clientWidth - here.offsetWidth) / 2;
