/** Our mark: the character 印 (seal) cut into red, drawn as strokes so that no font is needed. */
export const MARK_SVG = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="6" fill="#b4281e"/><g fill="none" stroke="#fff" stroke-linecap="round" stroke-linejoin="round"><rect x="3" y="3" width="26" height="26" rx="3.5" stroke-opacity=".6" stroke-width="1.2"/><path d="M14 8.5L8.5 10v12.5l6-1.5M8.5 15.5H14M18 24.5V9.5h6v9.5l-2.5 1" stroke-width="2.4"/></g></svg>
`;
