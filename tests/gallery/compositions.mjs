/** The pictures of the documentation: column by column, each state with its width in CSS pixels. */
export const PICTURES = {
  flow: [
    [
      ["select", 420],
      ["connected", 420],
    ],
    [["consent", 420]],
    [["key entered", 760]],
  ],
};
