package dev.rondo.unmasking;

import dev.rondo.privacy.masks.HelperKey;
import dev.rondo.privacy.masks.MaskStream;
import dev.rondo.protocol.input.InvalidInputException;
import dev.rondo.protocol.round.MaskedUpdate;
import dev.rondo.protocol.round.UnmaskRequest;
import dev.rondo.protocol.store.Documents;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.unmasking.SeedCheck.Checked;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The step of the helper: adds up the masks of a round's contributors and puts the sum into the
 * bucket of the job. Whoever has the sum of the masked updates then knows the sum of the updates,
 * and no update.
 *
 * <p>What it enforces, whoever asks:
 *
 * <ul>
 *   <li>A sum is of at least {@code minimum} contributors, which is at least {@value #LEAST}.
 *   <li>Each contributor is a client of the helper's list, and has signed its seed for this job,
 *       round and masked update.
 *   <li>All contributors were told the same terms: seeds are bound to them. With differential
 *       privacy they say how much noise a sum has. Nobody gets a sum with less, or with another
 *       draw of it.
 *   <li>There is one set of contributors for a round, for ever: the first valid request freezes it
 *       ({@code If-None-Match}) before anything is given away. Another set is refused.
 * </ul>
 *
 * <p>It can be called any number of times, at the same time as well: the same request gets the same
 * bytes. Requests for several ranges of one set are answered.
 */
public final class Unmask {

  /** The smallest minimum. Of two contributors, each would learn the other's update. */
  public static final int LEAST = 3;

  private final ObjectStore own;
  private final Documents documents;
  private final ObjectStore answers;
  private final HelperKey key;
  private final int minimum;
  private final Work work;

  /**
   * @param own the helper's bucket, which nobody else can write but for sealed seeds
   * @param answers the bucket of the job
   * @param key the helper's private key
   * @param minimum contributors of a sum at least, {@value #LEAST} or more
   */
  public Unmask(ObjectStore own, ObjectStore answers, HelperKey key, int minimum, Work work) {
    if (minimum < LEAST) {
      throw new IllegalArgumentException(
          "The helper's minimum must be %s or more, but is %s".formatted(LEAST, minimum));
    }
    this.own = own;
    this.documents = new Documents(own);
    this.answers = answers;
    this.key = key;
    this.minimum = minimum;
    this.work = work;
  }

  /** Answers a request, or refuses it. Throws StoreException; then a retry can succeed. */
  public UnmaskOutcome run(UnmaskRequest request) {
    Optional<FrozenSet> frozen = frozen(request);
    if (frozen.isPresent()) {
      return answer(request, frozen.get());
    }
    if (request.updates().size() < minimum) {
      return refused(
          Refusal.Reason.TOO_FEW,
          ("Round %s of job %s has %s contributors, and the helper's minimum is %s. "
                  + "Abandon the round.")
              .formatted(request.round(), request.job(), request.updates().size(), minimum));
    }
    List<Checked> checked = check(request);
    Optional<Refusal> refusal = Refusal.of(refusals(checked));
    if (refusal.isPresent()) {
      return new UnmaskOutcome.Refused(refusal.get());
    }
    FrozenSet mine = FrozenSet.of(request, files(checked));
    FrozenSet first =
        documents.writeOnce(ObjectKeys.unmasked(request.job(), request.round()), mine);
    // The seeds are opened already, if it is mine that was first.
    return first.equals(mine) ? answer(request, streams(checked)) : answer(request, first);
  }

  private Optional<FrozenSet> frozen(UnmaskRequest request) {
    return documents.read(ObjectKeys.unmasked(request.job(), request.round()), FrozenSet.class);
  }

  private List<Checked> check(UnmaskRequest request) {
    ClientKeys clients = ClientKeys.read(documents);
    SeedCheck seeds = new SeedCheck(own, key, request);
    return work.all(request.updates(), update -> seeds.check(update, clients));
  }

  private UnmaskOutcome answer(UnmaskRequest request, FrozenSet frozen) {
    if (!frozen.admits(request)) {
      return refused(
          Refusal.Reason.OTHER_CONTRIBUTORS,
          ("The helper has added up the masks of %s other contributors of round %s of job %s, or of"
                  + " other terms. There is no second sum for a round: ask for the same contributors."
                  + " If an earlier job had this name, create the job under another name.")
              .formatted(frozen.updates().size(), request.round(), request.job()));
    }
    SeedCheck seeds = new SeedCheck(own, key, request);
    List<Checked> opened =
        work.all(request.updates(), update -> reopen(seeds, update, frozen.seeds()));
    return Refusal.of(refusals(opened))
        .<UnmaskOutcome>map(UnmaskOutcome.Refused::new)
        .orElseGet(() -> answer(request, streams(opened)));
  }

  private static Checked reopen(SeedCheck seeds, MaskedUpdate update, Map<String, String> files) {
    return seeds.reopen(update, files.getOrDefault(update.client(), ""));
  }

  private UnmaskOutcome answer(UnmaskRequest request, List<MaskStream> streams) {
    String at = request.answer();
    if (answers.head(at).isPresent()) {
      return new UnmaskOutcome.Answered(at);
    }
    Optional<SumNoise> noise;
    try {
      noise = SumNoise.of(own, key, request);
    } catch (InvalidInputException e) {
      return refused(Refusal.Reason.NO_NOISE, String.valueOf(e.getMessage()));
    }
    // Before the answer: who has an answer can go on, and then the next release needs them.
    noise
        .flatMap(added -> NoiseBuffers.after(request, added, work))
        .ifPresent(buffers -> own.putIfAbsent(request.noiseBuffers(), buffers));
    answers.putIfAbsent(at, new MaskSum(request, streams, noise, work).content());
    return new UnmaskOutcome.Answered(at);
  }

  private static List<Refusal> refusals(List<Checked> checked) {
    List<Refusal> refusals = new ArrayList<>();
    for (Checked one : checked) {
      if (one instanceof Checked.Refused refused) {
        refusals.add(refused.refusal());
      }
    }
    return refusals;
  }

  private static List<Checked.Opened> opened(List<Checked> checked) {
    return checked.stream().map(Checked.Opened.class::cast).toList();
  }

  private static List<MaskStream> streams(List<Checked> checked) {
    return opened(checked).stream().map(Checked.Opened::stream).toList();
  }

  private static Map<String, String> files(List<Checked> checked) {
    Map<String, String> files = new TreeMap<>();
    opened(checked).forEach(seed -> files.put(seed.client(), seed.file()));
    return files;
  }

  private static UnmaskOutcome refused(Refusal.Reason reason, String message) {
    return new UnmaskOutcome.Refused(new Refusal(reason, message));
  }
}
