package dev.rondo.protocol.store;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Every key of the bucket, built and parsed here and nowhere else. Numbers are padded, so that
 * rounds and versions sort as numbers.
 */
public final class ObjectKeys {

  /** Rounds and versions go up to this. */
  public static final int MAX_ROUND = 99_999_999;

  private static final Pattern JOB = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");
  private static final Pattern SHARD = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");
  private static final Pattern CLIENT = Pattern.compile("[A-Za-z0-9_.:=,@-]{1,193}");
  private static final Pattern UPDATE =
      Pattern.compile("updates/([^/]+)/([0-9]{8})/([^/]+)\\.safetensors");
  private static final Pattern PARTIAL =
      Pattern.compile("partials/[^/]+/[0-9]{8}/([0-9]{8})-[0-9a-f]{64}\\.(safetensors|json)");
  private static final Pattern OF_UPDATES =
      Pattern.compile("(?:updates|partials)/[^/]+/([0-9]{8})/[^/]+");
  private static final Pattern REJECTED = Pattern.compile("rejected/[^/]+/[0-9]{8}/([^/]+)\\.json");
  private static final Pattern IN_ROUND =
      Pattern.compile("jobs/[^/]+/rounds/([0-9]{8})/[a-z]+\\.json");
  private static final Pattern JOB_FILE = Pattern.compile("jobs/([^/]+)/job\\.json");
  private static final Pattern CARD = Pattern.compile("jobs/[^/]+/models/([0-9]{8})/card\\.json");

  private ObjectKeys() {}

  public static boolean isJob(String job) {
    return JOB.matcher(job).matches();
  }

  /** Whether this can be a client's id: {@code [A-Za-z0-9_.:=,@-]{1,193}}, not "." or "..". */
  public static boolean isClient(String client) {
    return CLIENT.matcher(client).matches() && !client.equals(".") && !client.equals("..");
  }

  /** Whether this can be the name of a data set or of one of its shards. */
  public static boolean isDataset(String name) {
    return SHARD.matcher(name).matches();
  }

  public static String jobs() {
    return "jobs/";
  }

  public static String job(String job) {
    return jobFolder(job) + "job.json";
  }

  /** Fingerprints of a simulation's data and model. */
  public static String inputs(String job) {
    return jobFolder(job) + "inputs.json";
  }

  /** The DL4J configuration of a job whose model has no name of its own. */
  public static String modelConfiguration(String job) {
    return jobFolder(job) + "model.json";
  }

  public static String latest(String job) {
    return jobFolder(job) + "latest.json";
  }

  public static String models(String job) {
    return jobFolder(job) + "models/";
  }

  public static String card(String job, int version) {
    return versionFolder(job, version) + "card.json";
  }

  public static String evaluation(String job, int version) {
    return versionFolder(job, version) + "evaluation.json";
  }

  /** A model's parameters, named by the digest of what it was made from. */
  public static String model(String job, int version, String digest) {
    return versionFolder(job, version) + digest + ".safetensors";
  }

  /** The server optimizer's state after a version. */
  public static String optimizerState(String job, int version, String digest) {
    return versionFolder(job, version) + digest + ".optimizer.safetensors";
  }

  public static String rounds(String job) {
    return jobFolder(job) + "rounds/";
  }

  public static String round(String job, int round) {
    return rounds(job) + number(round) + "/";
  }

  public static String plan(String job, int round) {
    return round(job, round) + "plan.json";
  }

  public static String player(String job, int round) {
    return round(job, round) + "player.json";
  }

  public static String seats(String job, int round) {
    return round(job, round) + "seats.json";
  }

  public static String token(String job, int round) {
    return round(job, round) + "token.json";
  }

  public static String contributors(String job, int round) {
    return round(job, round) + "contributors.json";
  }

  /** Those among whom a rule chooses the contributors, once it knows how far apart they are. */
  public static String candidates(String job, int round) {
    return round(job, round) + "candidates.json";
  }

  /** The uploads by which a sharded round's new version comes about. */
  public static String upload(String job, int round) {
    return round(job, round) + "upload.json";
  }

  /** What the shards of a round have uploaded. */
  public static String shards(String job, int round) {
    return round(job, round) + "shards/";
  }

  /** What one shard has uploaded. */
  public static String shard(String job, int round, int shard) {
    return shards(job, round) + document(shard);
  }

  /** The name, among its like, of what one shard has written. */
  public static String document(int shard) {
    return number(shard) + ".json";
  }

  /** What the shards of a round have measured. */
  public static String distances(String job, int round) {
    return round(job, round) + "distances/";
  }

  /** How far apart the candidates are on one shard. */
  public static String distances(String job, int round, int shard) {
    return distances(job, round) + document(shard);
  }

  public static String result(String job, int round) {
    return round(job, round) + "result.json";
  }

  /** Real time that a round took, in a simulation. */
  public static String wallTime(String job, int round) {
    return round(job, round) + "wall.json";
  }

  /** What the execution that played a round did, in a simulation. */
  public static String executionHistory(String job, int round) {
    return round(job, round) + "history.json";
  }

  /** All of a job's updates. */
  public static String updates(String job) {
    return "updates/" + checkedJob(job) + "/";
  }

  public static String updates(String job, int round) {
    return updates(job) + number(round) + "/";
  }

  public static String update(String job, int round, String client) {
    return updates(job, round) + checkedClient(client) + ".safetensors";
  }

  /** All of a job's partial aggregates and markers. */
  public static String partials(String job) {
    return "partials/" + checkedJob(job) + "/";
  }

  public static String partials(String job, int round) {
    return partials(job) + number(round) + "/";
  }

  /** A sum of several updates. */
  public static String partial(String job, int round, int count, String digest) {
    return partials(job, round) + number(count) + "-" + digest + ".safetensors";
  }

  /** A marker: so many valid updates that no sum contains yet. */
  public static String marker(String job, int round, int count, String digest) {
    return partials(job, round) + number(count) + "-" + digest + ".json";
  }

  /** The sums of the groups in which a decision is folded: what these keys begin with. */
  public static String groupSums(String job, int round) {
    return partials(job, round) + "group-";
  }

  /** The sum of one group. */
  public static String groupSum(String job, int round, int group) {
    return groupSums(job, round) + number(group) + ".safetensors";
  }

  public static String rejections(String job, int round) {
    return "rejected/" + checkedJob(job) + "/" + number(round) + "/";
  }

  public static String rejected(String job, int round, String client) {
    return rejections(job, round) + checkedClient(client) + ".json";
  }

  /** All of a data set's shards, its test data and its index. */
  public static String dataset(String dataset) {
    return "data/" + checkedDataset(dataset) + "/";
  }

  /** What shards there are: clients may not list. */
  public static String dataIndex(String dataset) {
    return dataset(dataset) + "index.json";
  }

  public static String dataShard(String dataset, String shard) {
    return dataset(dataset) + checkedDataset(shard) + ".safetensors";
  }

  public static String testData(String dataset) {
    return dataset(dataset) + "test.safetensors";
  }

  /** All claims on a data set's shards. */
  public static String claims(String dataset) {
    return "claims/" + checkedDataset(dataset) + "/";
  }

  /** Who trains on a shard at the moment. */
  public static String claim(String dataset, String shard) {
    return claims(dataset) + checkedDataset(shard) + ".json";
  }

  /** The secret of the nonces, which OpenRound alone may read. */
  public static String nonceKey() {
    return "control/nonces.key";
  }

  /** The parts of an update's key, or empty for a key that is not one. */
  public static Optional<UpdateKey> parseUpdate(String key) {
    Matcher matcher = UPDATE.matcher(key);
    if (!matcher.matches() || !isJob(matcher.group(1)) || !isClient(matcher.group(3))) {
      return Optional.empty();
    }
    int round = Integer.parseInt(matcher.group(2));
    return Optional.of(new UpdateKey(matcher.group(1), round, matcher.group(3)));
  }

  /** How many updates a partial aggregate or a marker says it stands for; 0 for any other key. */
  public static int partialCount(String key) {
    Matcher matcher = PARTIAL.matcher(key);
    return matcher.matches() ? Integer.parseInt(matcher.group(1)) : 0;
  }

  public static boolean isMarker(String key) {
    return partialCount(key) > 0 && key.endsWith(".json");
  }

  /** The round of an update, a partial aggregate or a marker; empty for another key. */
  public static Optional<Integer> roundOfUpdate(String key) {
    Matcher matcher = OF_UPDATES.matcher(key);
    return matcher.matches() ? Optional.of(Integer.parseInt(matcher.group(1))) : Optional.empty();
  }

  /** Whose rejection this is, or empty for a key that is not one. */
  public static Optional<String> parseRejected(String key) {
    Matcher matcher = REJECTED.matcher(key);
    return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
  }

  /** The job of a frozen configuration, or empty for another key. */
  public static Optional<String> parseJob(String key) {
    Matcher matcher = JOB_FILE.matcher(key);
    return matcher.matches() && isJob(matcher.group(1))
        ? Optional.of(matcher.group(1))
        : Optional.empty();
  }

  /** The round of one of a round's documents, or empty for another key. */
  public static Optional<Integer> parseRound(String key) {
    Matcher matcher = IN_ROUND.matcher(key);
    return matcher.matches() ? Optional.of(Integer.parseInt(matcher.group(1))) : Optional.empty();
  }

  /** The version of a card, or empty for another key. */
  public static Optional<Integer> parseCard(String key) {
    Matcher matcher = CARD.matcher(key);
    return matcher.matches() ? Optional.of(Integer.parseInt(matcher.group(1))) : Optional.empty();
  }

  private static String jobFolder(String job) {
    return jobs() + checkedJob(job) + "/";
  }

  private static String versionFolder(String job, int version) {
    return models(job) + number(version) + "/";
  }

  private static String number(int number) {
    if (number < 0 || number > MAX_ROUND) {
      throw new IllegalArgumentException(
          "A round or version is 0 to " + MAX_ROUND + ", not " + number);
    }
    String digits = Integer.toString(number);
    return "00000000".substring(digits.length()) + digits;
  }

  private static String checkedJob(String job) {
    if (!isJob(job)) {
      throw new IllegalArgumentException("A job's id is " + JOB.pattern() + ", not '" + job + "'");
    }
    return job;
  }

  private static String checkedDataset(String name) {
    if (!isDataset(name)) {
      throw new IllegalArgumentException(
          "The name of a data set or shard is " + SHARD.pattern() + ", not '" + name + "'");
    }
    return name;
  }

  private static String checkedClient(String client) {
    if (!isClient(client)) {
      throw new IllegalArgumentException(
          "A client's id is "
              + CLIENT.pattern()
              + " and not '.' or '..', but this is '"
              + client
              + "'");
    }
    return client;
  }
}
