/** Figures, charts and tables of the page of statistics; colours and type are those of all pages. */
export const STATISTICS_CSS = `
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(8rem, 1fr)); gap: .5rem 1.5rem; }
.figures > div, .figures > div:first-child { display: block; border: 0; padding: 0; }
.figures dd { font-size: 1.6rem; font-weight: 650; line-height: 1.3; }
.chart { display: block; width: 100%; max-width: 36rem; height: auto; margin: .25rem 0 .75rem; font-size: 14px; fill: currentColor; }
.chart rect { fill: var(--accent); }
.chart .muted { fill: var(--muted); }
.months { display: flex; flex-wrap: wrap; gap: .25rem 1rem; list-style: none; margin: 0; padding: 0; font-size: .92rem; }
.months [aria-current] { color: var(--ink); font-weight: 650; text-decoration: none; }
.wide { overflow-x: auto; overflow-wrap: normal; }
table { width: 100%; border-collapse: collapse; font-size: .92rem; }
th, td { padding: .4rem .5rem; border-top: 1px solid var(--line); text-align: right; font-variant-numeric: tabular-nums; }
thead th { border-top: 0; color: var(--muted); font-weight: 600; }
th:first-child { text-align: left; padding-left: 0; }
tbody th { font-weight: 550; }
td:last-child, th:last-child { padding-right: 0; }
`;
