/** The version of the suite. A test holds it against package.json. */
export const version = "0.1.0";
