/** The requirements that no check and no scenario can judge, with reasons. */
export const notJudged: Readonly<Record<string, string>> = {
  "PREP-DI-4": "advice on which resources should offer notifications; no response can violate it",
  "PREP-SE-1":
    "advice on limits; the suite would have to attack the server to see one, and only its operator knows the right limit",
  "PREP-SE-2": "only the server's own access rules say what a subscriber may see; no option can give them to the suite",
  "EQ-DI-2": "advice on which resources should offer notifications; no response can violate it",
  "EQ-EV-5": "only the server knows how long the authorization of a request is valid; no field states it",
  "EQ-AZ-1":
    "HTTP has no method that revokes an authorization or lets it expire, so the suite cannot cause this on other people's servers",
};
