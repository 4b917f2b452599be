package dev.rondo.emulator;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Clients of a stack, each in a process of its own, which all end together. */
final class Fleet implements AutoCloseable {

  private final Cloud cloud;
  private final List<AgentProcess> clients = new ArrayList<>();

  Fleet(Cloud cloud) {
    this.cloud = cloud;
  }

  /** Adds an agent. */
  AgentProcess java(String client) {
    return java(client, Map.of());
  }

  /**
   * Adds an agent.
   *
   * @param more variables of its environment
   */
  AgentProcess java(String client, Map<String, String> more) {
    return added(AgentProcess.java(cloud, client, more));
  }

  /** Adds the client in Python. */
  AgentProcess python(String client) {
    return added(AgentProcess.python(cloud, client));
  }

  private AgentProcess added(AgentProcess client) {
    clients.add(client);
    return client;
  }

  /** A client ends when its poll for a seat has ended, so all are told before one is waited for. */
  @Override
  public void close() {
    clients.forEach(client -> client.process().terminate());
    clients.forEach(AgentProcess::close);
  }
}
