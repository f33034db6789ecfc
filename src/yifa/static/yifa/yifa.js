"use strict";
// What the pages need beyond HTML: reading preferences, focus after an error, going back, printing, unsaved work.
(() => {
  const root = document.documentElement;

  function remember(name, value) {
    const secure = location.protocol === "https:" ? "; Secure" : "";
    document.cookie = `yifa_${name}=${value}; Path=/; Max-Age=31536000; SameSite=Lax${secure}`;
  }

  function toggle(button, name, on) {
    const now = root.dataset[name] !== on;
    if (now) root.dataset[name] = on; else delete root.dataset[name];
    remember(name, now ? on : "");
    button.setAttribute("aria-pressed", String(now));
  }

  document.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target : null;
    const text = target?.closest("[data-toggle-text]");
    if (text) return toggle(text, "text", "large");
    const contrast = target?.closest("[data-toggle-contrast]");
    if (contrast) return toggle(contrast, "contrast", "high");
    if (target?.closest("[data-back]")) {
      if (history.length > 1) history.back(); else location.assign("/");
    }
    if (target?.closest("[data-print]")) window.print();
    const fill = target?.closest("[data-fill]");
    if (fill) {
      for (const [id, value] of Object.entries(JSON.parse(fill.dataset.fill))) {
        const field = document.getElementById(id);
        if (field) field.value = value;
      }
    }
  });

  // A filter that changes asks again at once, where the form says so.
  document.addEventListener("change", (event) => {
    const form = event.target.closest?.("form[data-autosubmit]");
    if (form && !event.target.closest("[data-no-autosubmit]")) form.requestSubmit();
  });

  // Typed work is not lost by leaving: forms marked data-guard warn until they are sent.
  const dirty = new Set();
  document.addEventListener("input", (event) => {
    const form = event.target.closest?.("form[data-guard]");
    if (form) dirty.add(form);
  });
  document.addEventListener("submit", (event) => {
    dirty.delete(event.target);
    // One click, one act: a second submit of the same form within the page is dropped.
    if (event.target.method !== "post" || event.target.hasAttribute("hx-post")) return;
    if (event.target.dataset.sent) { event.preventDefault(); return; }
    event.target.dataset.sent = "1";
  });
  window.addEventListener("beforeunload", (event) => {
    if ([...dirty].some((form) => form.isConnected)) event.preventDefault();
  });
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) document.querySelectorAll("form[data-sent]").forEach((f) => delete f.dataset.sent);
  });

  function settle(scope) {
    scope.querySelector("[data-focus]")?.focus();
    scope.querySelectorAll("[data-ask]").forEach((button) => {
      button.addEventListener("click", (event) => {
        if (!window.confirm(button.dataset.ask)) { event.preventDefault(); event.stopPropagation(); }
      });
    });
  }
  settle(document);
  document.addEventListener("htmx:afterSettle", (event) => settle(event.target));
  document.addEventListener("htmx:sendError", () => say("offline"));
  document.addEventListener("htmx:responseError", (event) => {
    if (event.detail.xhr.status >= 500) say("failed");
  });

  // The words stand in the page, so that they are translated with it.
  function say(what) {
    const place = document.getElementById("messages");
    const live = document.getElementById("live");
    const words = live?.dataset[what] ?? "";
    if (live) live.textContent = words;
    if (!place) return;
    const box = document.createElement("div");
    box.className = "alert alert-danger";
    box.setAttribute("role", "alert");
    box.textContent = words;
    place.append(box);
  }
})();
