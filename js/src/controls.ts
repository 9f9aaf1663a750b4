/** What of the first screen does something when it is clicked, by what finds it there and in Link. */
export const CONTROLS = ["[type=submit]", ".close"];
