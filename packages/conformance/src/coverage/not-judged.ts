/** The requirements that no check and no scenario can judge, and why. */
export const notJudged: Readonly<Record<string, string>> = {
  "PREP-DI-4": "advice on which resources to offer notifications for; no response can be wrong by it",
  "PREP-SE-1":
    "advice on limits; to see one, the suite would have to attack the server, and which limit is right its operator knows",
  "PREP-SE-2":
    "what a representation would not disclose to a subscriber the server's own rules of access say, which no option can tell the suite",
  "EQ-DI-2": "advice on which resources to offer notifications for; no response can be wrong by it",
  "EQ-EV-5": "how long the authorization of a request is valid the server alone knows; no field tells it",
  "EQ-AZ-1":
    "HTTP has no method that revokes an authorization or lets it expire, so that the suite can't bring it about on a server that is not its own",
};
