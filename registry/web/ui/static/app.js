/* What pages do besides links and forms: single keys, copying, and where the focus goes when a part is new.
   Each page works without it. */
(() => {
  "use strict";

  const SWITCH = "modelwarden.shortcuts";
  const GO_MS = 1500;
  const one = (selector, root = document) => root.querySelector(selector);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  let wentAt = 0;

  const stored = {
    read: () => { try { return localStorage.getItem(SWITCH); } catch { return null; } },
    write: (value) => { try { localStorage.setItem(SWITCH, value); } catch { /* Nothing to remember it in. */ } },
  };
  const shortcutsOn = () => stored.read() !== "off";
  const say = (text) => { one("[data-said]").textContent = text; };

  /* -- copying */

  async function copy(button) {
    const text = button.dataset.copy;
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      const field = document.createElement("textarea");
      field.value = text;
      button.after(field);
      field.select();
      document.execCommand("copy");
      field.remove();
      button.focus();
    }
    button.textContent = "Copied";
    say("Copied.");
    setTimeout(() => { button.textContent = "Copy"; }, 2000);
  }

  function prepare(root) {
    for (const button of all("[data-copy][hidden], [data-help][hidden]", root)) button.hidden = false;
  }

  /* -- single keys, which can be switched off (WCAG 2.1.4) */

  function step(by) {
    const checks = all("[data-check]");
    if (!checks.length) return;
    const at = checks.indexOf(document.activeElement?.closest("[data-check]"));
    const next = checks[at < 0 ? (by > 0 ? 0 : checks.length - 1) : Math.min(Math.max(at + by, 0), checks.length - 1)];
    next.focus();
    next.scrollIntoView({ block: "nearest" });
  }

  function go(key) {
    const link = one(`[data-go="${CSS.escape(key)}"]`);
    if (link) link.click();
    return Boolean(link);
  }

  function openHelp() {
    const dialog = one("[data-help-dialog]");
    one("[data-shortcuts]", dialog).checked = shortcutsOn();
    if (!dialog.open) dialog.showModal();
  }

  const keys = {
    "/": () => one("[data-search]")?.focus(),
    "?": openHelp,
    g: () => { wentAt = Date.now(); },
    j: () => step(1),
    k: () => step(-1),
  };

  function isTyping(target) {
    return target.closest("input:not([type=radio], [type=checkbox]), select, textarea, dialog, [contenteditable]");
  }

  function onKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (!shortcutsOn() || isTyping(event.target)) return;
    if (Date.now() - wentAt < GO_MS) {
      wentAt = 0;
      if (go(event.key)) event.preventDefault();
      return;
    }
    if (!Object.hasOwn(keys, event.key)) return;
    event.preventDefault();
    keys[event.key]();
  }

  /* -- parts of the page that are new */

  /* Whoever writes keeps what they write: their form stays as it is, and says when it is about an older decision. */
  function keepForm(event) {
    event.target.closest("[id^='part-'] form")?.setAttribute("hx-morph-skip", "");
  }

  function showStale() {
    for (const note of all("[data-newest]")) {
      const decision = note.parentElement.querySelector("form [name='decision']");
      note.hidden = !decision || decision.value === note.dataset.newest;
    }
  }

  function renew(button) {
    const note = button.closest("[data-newest]");
    note.parentElement.querySelector("form [name='decision']").value = note.dataset.newest;
    note.hidden = true;
  }

  function onSwap(event) {
    prepare(document);
    showStale();
    const source = event.detail.ctx?.sourceElement;
    // What looks again by itself must not take the focus from whoever reads or writes elsewhere.
    if (source?.matches("[hx-trigger*='every']")) return;
    const heading = one("[data-new-heading]");
    if (heading) { heading.tabIndex = -1; heading.focus(); }
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-copy], [data-help], [data-renew]");
    if (!button) return;
    if ("copy" in button.dataset) copy(button);
    else if ("renew" in button.dataset) renew(button);
    else openHelp();
  });
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-shortcuts]")) stored.write(event.target.checked ? "on" : "off");
  });
  document.addEventListener("input", keepForm);
  document.addEventListener("keydown", onKey);
  document.addEventListener("htmx:after:swap", onSwap);
  prepare(document);
})();
