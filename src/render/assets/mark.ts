/** Our mark: a seal with two strokes that match, drawn so that no font is needed. */
export const MARK_SVG = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="7" fill="#b4281e"/><path d="M8 16.5l5.5 5.5L24.5 10" fill="none" stroke="#fff" stroke-width="3.6" stroke-linecap="round" stroke-linejoin="round"/><rect x="3" y="3" width="26" height="26" rx="4.5" fill="none" stroke="#fff" stroke-opacity=".55" stroke-width="1.2"/></svg>
`;
