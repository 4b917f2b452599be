package dev.rondo.protocol.store;

import java.util.List;
import java.util.Optional;

/**
 * Builds and parses the keys of the bucket. {@link KeyTemplate} shows what each key looks like.
 *
 * <p>Builders throw {@link IllegalArgumentException} for a value that cannot be part of a key.
 */
public final class ObjectKeys {

  /** The first digits of a seat's number, which name its block of 1,000 seats. */
  private static final int SEAT_BLOCK_DIGITS = 5;

  /** The largest number of a round or version. */
  public static final int MAX_ROUND = KeyTemplate.MAX_NUMBER;

  /** What {@link #isJob} allows, in words that follow "must be". */
  public static final String JOB_FORM = "1 to 63 characters of a-z, 0-9 and -, not starting with -";

  private ObjectKeys() {}

  /** Whether this can be the name of a job. */
  public static boolean isJob(String job) {
    return KeyField.JOB.allows(job);
  }

  /** Whether this can be a client's id: {@code [A-Za-z0-9_.:=,@-]{1,193}}, not "." or "..". */
  public static boolean isClient(String client) {
    return KeyField.CLIENT.allows(client);
  }

  /** Whether this is a SHA-256 digest as keys have it: 64 digits of 0-9 and a-f. */
  public static boolean isDigest(String digest) {
    return KeyField.SHA256.allows(digest);
  }

  /** Whether this can be the name of a data set or of a data shard. */
  public static boolean isDataset(String name) {
    return KeyField.DATASET.allows(name);
  }

  public static String jobs() {
    return KeyTemplate.JOB.prefix();
  }

  public static String job(String job) {
    return KeyTemplate.JOB.key(job);
  }

  public static String roster(String job) {
    return KeyTemplate.ROSTER.key(job);
  }

  public static String inputs(String job) {
    return KeyTemplate.INPUTS.key(job);
  }

  public static String dataDescription(String job) {
    return KeyTemplate.DATA_DESCRIPTION.key(job);
  }

  public static String modelConfiguration(String job) {
    return KeyTemplate.MODEL_CONFIGURATION.key(job);
  }

  public static String adapterConfig(String job) {
    return KeyTemplate.ADAPTER_CONFIG.key(job);
  }

  public static String latest(String job) {
    return KeyTemplate.LATEST.key(job);
  }

  /** The prefix of all versions of a job. */
  public static String models(String job) {
    return KeyTemplate.MANIFEST.prefix(job);
  }

  public static String manifest(String job, int version) {
    return KeyTemplate.MANIFEST.key(job, version);
  }

  public static String evaluation(String job, int version) {
    return KeyTemplate.EVALUATION.key(job, version);
  }

  /**
   * The parameters of a version.
   *
   * @param digest of what the version was made from
   */
  public static String model(String job, int version, String digest) {
    return KeyTemplate.MODEL.key(job, version, digest);
  }

  public static String optimizerState(String job, int version, String digest) {
    return KeyTemplate.OPTIMIZER_STATE.key(job, version, digest);
  }

  /** The prefix of the documents of all rounds of a job. */
  public static String rounds(String job) {
    return KeyTemplate.PLAN.prefix(job);
  }

  /** The prefix of the documents of one round. */
  public static String round(String job, int round) {
    String plan = plan(job, round);
    return plan.substring(0, plan.lastIndexOf('/') + 1);
  }

  public static String plan(String job, int round) {
    return KeyTemplate.PLAN.key(job, round);
  }

  /** Who has contributed to the releases before a round. */
  public static String participations(String job, int round) {
    return KeyTemplate.PARTICIPATIONS.key(job, round);
  }

  public static String owner(String job, int round) {
    return KeyTemplate.OWNER.key(job, round);
  }

  public static String seats(String job, int round) {
    return KeyTemplate.SEATS.key(job, round);
  }

  public static String token(String job, int round) {
    return KeyTemplate.TOKEN.key(job, round);
  }

  public static String decision(String job, int round) {
    return KeyTemplate.DECISION.key(job, round);
  }

  /** The contributors whose masks the helper is to add up. */
  public static String unmaskRequest(String job, int round) {
    return KeyTemplate.UNMASK_REQUEST.key(job, round);
  }

  public static String candidates(String job, int round) {
    return KeyTemplate.CANDIDATES.key(job, round);
  }

  public static String upload(String job, int round) {
    return KeyTemplate.UPLOAD.key(job, round);
  }

  /** The prefix of what the functions of a round's model parts have uploaded. */
  public static String parts(String job, int round) {
    return KeyTemplate.PART.prefix(job, round);
  }

  public static String part(String job, int round, int part) {
    return KeyTemplate.PART.key(job, round, part);
  }

  /** The prefix of the distances between a round's candidates. */
  public static String distances(String job, int round) {
    return KeyTemplate.DISTANCES.prefix(job, round);
  }

  public static String distances(String job, int round, int slice) {
    return KeyTemplate.DISTANCES.key(job, round, slice);
  }

  public static String outcome(String job, int round) {
    return KeyTemplate.OUTCOME.key(job, round);
  }

  public static String result(String job, int round) {
    return KeyTemplate.RESULT.key(job, round);
  }

  public static String wallTime(String job, int round) {
    return KeyTemplate.WALL_TIME.key(job, round);
  }

  public static String executionHistory(String job, int round) {
    return KeyTemplate.EXECUTION_HISTORY.key(job, round);
  }

  /** The prefix of all updates of a job. */
  public static String updates(String job) {
    return KeyTemplate.UPDATE.prefix(job);
  }

  /** The prefix of all updates of a round. */
  public static String updates(String job, int round) {
    return KeyTemplate.UPDATE.prefix(job, round);
  }

  public static String update(String job, int round, String client) {
    return KeyTemplate.UPDATE.key(job, round, client);
  }

  /** The prefix of all partial aggregates of a job. */
  public static String partials(String job) {
    return KeyTemplate.PARTIAL.prefix(job);
  }

  /** The prefix of all partial aggregates of a round. */
  public static String partials(String job, int round) {
    return KeyTemplate.PARTIAL.prefix(job, round);
  }

  /**
   * A partial aggregate.
   *
   * @param count how many updates it contains
   */
  public static String partial(String job, int round, int count, String digest) {
    return KeyTemplate.PARTIAL.key(job, round, count, digest);
  }

  /** The prefix of the sums of a decision's groups. */
  public static String groupSums(String job, int round) {
    return KeyTemplate.GROUP_SUM.prefix(job, round);
  }

  public static String groupSum(String job, int round, int group) {
    return KeyTemplate.GROUP_SUM.key(job, round, group);
  }

  /** The prefix of the verdicts on all valid updates of a job. */
  public static String verdicts(String job) {
    return KeyTemplate.VERDICT.prefix(job);
  }

  /** The prefix of the verdicts on all valid updates of a round. */
  public static String verdicts(String job, int round) {
    return KeyTemplate.VERDICT.prefix(job, round);
  }

  /** The verdict on the valid update of a seat, in the folder of its block of 1,000 seats. */
  public static String verdict(String job, int round, int seat) {
    String block = KeyField.NUMBER.text(seat).substring(0, SEAT_BLOCK_DIGITS);
    return KeyTemplate.VERDICT.key(job, round, block, seat);
  }

  /**
   * The prefix of the verdicts of a block of seats: those whose numbers differ in the last digits
   * only.
   *
   * @param seat one of them
   * @param digits how many digits may differ: 3 for a block of 1,000 seats
   */
  public static String verdictsOfBlock(String job, int round, int seat, int digits) {
    String key = verdict(job, round, seat);
    return key.substring(0, key.length() - ".json".length() - digits);
  }

  public static String seatCount(String job, int round) {
    return KeyTemplate.SEAT_COUNT.key(job, round);
  }

  /** The prefix of all rejections of a round, those of duplicates included. */
  public static String rejections(String job, int round) {
    return KeyTemplate.REJECTION.prefix(job, round);
  }

  /**
   * The prefix of the rejections of a block of clients, those of duplicates included. A hash of its
   * id decides on a client's block, so that blocks are about equally large.
   *
   * @param client one of them
   * @param digits hexadecimal digits of the block: 0 for one block, 1 for 16, 2 for 256 blocks
   */
  public static String rejectionsOfBlock(String job, int round, String client, int digits) {
    return rejections(job, round) + block(client).substring(0, digits);
  }

  public static String rejected(String job, int round, String client) {
    return KeyTemplate.REJECTION.key(job, round, block(client), client);
  }

  /** The rejection of a valid update whose seat has the update of another client. */
  public static String duplicate(String job, int round, String client) {
    return KeyTemplate.DUPLICATE.key(job, round, block(client), client);
  }

  private static String block(String client) {
    return new Digest().add(client).hex().substring(0, 2);
  }

  /** The prefix of a data set's data shards, test data and index. */
  public static String dataset(String dataset) {
    return KeyTemplate.DATA_SHARD.prefix(dataset);
  }

  public static String dataIndex(String dataset) {
    return KeyTemplate.DATA_INDEX.key(dataset);
  }

  public static String dataShard(String dataset, String dataShard) {
    return KeyTemplate.DATA_SHARD.key(dataset, dataShard);
  }

  public static String testData(String dataset) {
    return KeyTemplate.TEST_DATA.key(dataset);
  }

  /** The prefix of all leases on a data set's data shards. */
  public static String leases(String dataset) {
    return KeyTemplate.LEASE.prefix(dataset);
  }

  public static String lease(String dataset, String dataShard) {
    return KeyTemplate.LEASE.key(dataset, dataShard);
  }

  public static String noiseSecret() {
    return KeyTemplate.NOISE_SECRET.key();
  }

  public static String nonceSecret() {
    return KeyTemplate.NONCE_SECRET.key();
  }

  /** The prefix of the sums of masks of a round. */
  public static String maskSums(String job, int round) {
    return KeyTemplate.MASK_SUM.prefix(job, round);
  }

  /** The prefix of the sealed seeds of a round, in the helper's bucket. */
  public static String sealedSeeds(String job, int round) {
    return KeyTemplate.SEALED_SEED.prefix(job, round);
  }

  /**
   * The sum of the masks of a round's contributors on a range of coordinates.
   *
   * @param digest of contributors and range
   */
  public static String maskSum(String job, int round, String digest) {
    return KeyTemplate.MASK_SUM.key(job, round, digest);
  }

  /**
   * The sealed seed of a client's mask, in the helper's bucket.
   *
   * @param digest of the masked vector, in hexadecimal
   */
  public static String sealedSeed(String job, int round, String client, String digest) {
    return KeyTemplate.SEALED_SEED.key(job, round, client, digest);
  }

  /** Whose masks the helper adds up in a round, in the helper's bucket. */
  public static String unmasked(String job, int round) {
    return KeyTemplate.UNMASKED.key(job, round);
  }

  /** The prefix of the noise buffers after a round, in the helper's bucket. */
  public static String noiseBuffers(String job, int round) {
    return KeyTemplate.NOISE_BUFFERS.prefix(job, round);
  }

  /**
   * The noise buffers after a round on a range of coordinates, in the helper's bucket.
   *
   * @param digest of contributors and range
   */
  public static String noiseBuffers(String job, int round, String digest) {
    return KeyTemplate.NOISE_BUFFERS.key(job, round, digest);
  }

  /** The helper's own key, in the helper's bucket. */
  public static String helperKey() {
    return KeyTemplate.HELPER_KEY.key();
  }

  /** The clients' public keys, in the helper's bucket. */
  public static String clientKeys() {
    return KeyTemplate.CLIENT_KEYS.key();
  }

  /** Whose update this is, or empty if the key is not an update's. */
  public static Optional<UpdateKey> parseUpdate(String key) {
    return KeyTemplate.UPDATE
        .parse(key)
        .map(at -> new UpdateKey(at.get(0), Integer.parseInt(at.get(1)), at.get(2)));
  }

  /** How many updates a partial aggregate stands for; 0 for any other key. */
  public static int partialCount(String key) {
    return KeyTemplate.PARTIAL.parse(key).map(at -> Integer.parseInt(at.get(2))).orElse(0);
  }

  /** The seat of a verdict, or empty for another key. */
  public static Optional<Integer> parseVerdict(String key) {
    return KeyTemplate.VERDICT.parse(key).map(at -> Integer.parseInt(at.get(3)));
  }

  /**
   * The round of anything under a job's updates, partial aggregates or verdicts, or empty for
   * another key.
   */
  public static Optional<Integer> roundOfUpdate(String key) {
    String[] at = key.split("/", -1);
    boolean folder = List.of("updates", "partials", "verdicts").contains(at[0]);
    return at.length > 3 && folder && !at[1].isEmpty() && !at[at.length - 1].isEmpty()
        ? number(at[2])
        : Optional.empty();
  }

  private static Optional<Integer> number(String digits) {
    return KeyField.NUMBER.allows(digits)
        ? Optional.of(Integer.parseInt(digits))
        : Optional.empty();
  }

  /** The client of a rejection, that of a duplicate included, or empty for another key. */
  public static Optional<String> parseRejected(String key) {
    return KeyTemplate.REJECTION
        .parse(key)
        .or(() -> KeyTemplate.DUPLICATE.parse(key))
        .map(at -> at.get(3));
  }

  /** Whether this is the rejection of a duplicate. */
  public static boolean isDuplicate(String key) {
    return KeyTemplate.DUPLICATE.parse(key).isPresent();
  }

  /** The version whose parameters an object has, or empty for another key. */
  public static Optional<Integer> parseModel(String key) {
    return KeyTemplate.OPTIMIZER_STATE.parse(key).isPresent()
        ? Optional.empty()
        : KeyTemplate.MODEL.parse(key).map(at -> Integer.parseInt(at.get(1)));
  }

  /** The job of a frozen configuration, or empty for another key. */
  public static Optional<String> parseJob(String key) {
    return KeyTemplate.JOB.parse(key).map(at -> at.get(0));
  }

  /** The round of one of a round's own documents, or empty for another key. */
  public static Optional<Integer> parseRound(String key) {
    return List.of(
            KeyTemplate.PLAN,
            KeyTemplate.PARTICIPATIONS,
            KeyTemplate.OWNER,
            KeyTemplate.SEATS,
            KeyTemplate.TOKEN,
            KeyTemplate.DECISION,
            KeyTemplate.CANDIDATES,
            KeyTemplate.UNMASK_REQUEST,
            KeyTemplate.UPLOAD,
            KeyTemplate.OUTCOME,
            KeyTemplate.RESULT,
            KeyTemplate.WALL_TIME,
            KeyTemplate.EXECUTION_HISTORY)
        .stream()
        .flatMap(document -> document.parse(key).stream())
        .map(at -> Integer.parseInt(at.get(1)))
        .findFirst();
  }

  /** The round of a result, or empty for another key. */
  public static Optional<Integer> parseResult(String key) {
    return KeyTemplate.RESULT.parse(key).map(at -> Integer.parseInt(at.get(1)));
  }

  /** The version of a manifest, or empty for another key. */
  public static Optional<Integer> parseManifest(String key) {
    return KeyTemplate.MANIFEST.parse(key).map(at -> Integer.parseInt(at.get(1)));
  }
}
