package dev.rondo.rounds.cost;

/**
 * Requests that are paid one by one.
 *
 * @param puts to S3, that write an object
 * @param gets to S3, that read an object or ask for one (GET and HEAD cost the same)
 * @param lists to S3, each of up to 1,000 keys
 * @param queue to SQS; one that carries ten messages is one
 */
public record Requests(long puts, long gets, long lists, long queue) {

  public static final Requests NONE = new Requests(0, 0, 0, 0);

  public Requests {
    if (puts < 0 || gets < 0 || lists < 0 || queue < 0) {
      throw new IllegalArgumentException("Request counts must not be negative");
    }
  }

  public Requests plus(Requests other) {
    return new Requests(
        puts + other.puts, gets + other.gets, lists + other.lists, queue + other.queue);
  }

  /** The requests to S3. */
  public long store() {
    return puts + gets + lists;
  }
}
