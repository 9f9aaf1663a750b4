/** The pictures of the documentation: column by column, each state with its width in CSS pixels. */
export const PICTURES = {
  flow: [
    [
      ["select", 760],
      ["key entered", 760],
    ],
    [
      ["consent", 760],
      ["connected", 760],
    ],
  ],
};
