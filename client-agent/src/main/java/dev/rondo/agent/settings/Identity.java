package dev.rondo.agent.settings;

/** Where this client's id comes from. The store's rules for writing know the same id. */
public sealed interface Identity {

  /** What the credentials' owner is called: the UserId of STS's GetCallerIdentity. */
  record OfCredentials() implements Identity {}

  /** A name that is known beforehand. */
  record Named(String client) implements Identity {}
}
