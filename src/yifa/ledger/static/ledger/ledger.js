"use strict";
// Ticking all rows of a page, and saying how many are ticked. Without it, rows are ticked one by one.
(() => {
  const boxes = (form) => [...form.querySelectorAll("input[name=ids]")];
  function tell(form) {
    const n = boxes(form).filter((box) => box.checked).length;
    const all = form.querySelector("[data-tick-all]");
    if (all) { all.checked = n > 0 && n === boxes(form).length; all.indeterminate = n > 0 && !all.checked; }
    form.querySelectorAll("[data-ticked]").forEach((place) => { place.textContent = n ? String(n) : "0"; });
    form.querySelectorAll("[data-needs-tick]").forEach((button) => { button.disabled = n === 0; });
  }
  document.addEventListener("change", (event) => {
    const form = event.target.closest?.("form[data-ticks]");
    if (!form) return;
    if (event.target.matches("[data-tick-all]")) boxes(form).forEach((box) => { box.checked = event.target.checked; });
    tell(form);
  });
  document.querySelectorAll("form[data-ticks]").forEach(tell);
  window.addEventListener("pageshow", () => document.querySelectorAll("form[data-ticks]").forEach(tell));
})();
