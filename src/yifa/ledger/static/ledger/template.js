"use strict";
// Moving over the drawn sheet with the arrow keys; one cell is in the tab order. Without it, Tab goes from cell to cell.
(() => {
  for (const grid of document.querySelectorAll("[data-grid]")) {
    const rows = [...grid.querySelectorAll("tbody tr")].map((row) => [...row.querySelectorAll("a[data-cell]")]).filter((row) => row.length);
    const all = rows.flat();
    if (!all.length) continue;
    const first = grid.querySelector("[aria-current]") || all[0];
    all.forEach((cell) => { cell.tabIndex = cell === first ? 0 : -1; });
    const go = (cell) => {
      if (!cell) return;
      all.forEach((other) => { other.tabIndex = -1; });
      cell.tabIndex = 0;
      cell.focus();
    };
    grid.addEventListener("keydown", (event) => {
      const cell = event.target.closest("a[data-cell]");
      if (!cell) return;
      const row = rows.findIndex((line) => line.includes(cell));
      const left = cell.getBoundingClientRect().left;
      const beside = (n) => rows[row][rows[row].indexOf(cell) + n];
      const near = (line) => line && line.reduce((best, c) => Math.abs(c.getBoundingClientRect().left - left) < Math.abs(best.getBoundingClientRect().left - left) ? c : best);
      const to = { ArrowLeft: () => beside(-1), ArrowRight: () => beside(1), ArrowUp: () => near(rows[row - 1]), ArrowDown: () => near(rows[row + 1]), Home: () => rows[row][0], End: () => rows[row].at(-1) }[event.key];
      if (!to) return;
      event.preventDefault();
      go(to());
    });
  }
})();
