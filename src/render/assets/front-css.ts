/** What pages add that people come to by themselves: the first load of the page behind the QR code is small without it. */
export const FRONT_CSS = `.hero { padding: 2rem 0 1rem; }
.hero h1 { font-size: 2.1rem; }
.ways { display: grid; grid-template-columns: repeat(auto-fit, minmax(13rem, 1fr)); gap: 1rem; }
.ways a { display: block; margin: 0; color: inherit; text-decoration: none; }
.ways a:hover { border-color: var(--accent); }
.ways h2 { color: var(--accent); margin-bottom: .35rem; }
.ways p { margin: 0; color: var(--muted); }
`;
