package dev.rondo.rounds.testing;

import dev.rondo.privacy.masks.ClientKey;
import dev.rondo.privacy.masks.ClientMasks;
import dev.rondo.privacy.masks.HelperKey;
import dev.rondo.privacy.masks.MaskContext;
import dev.rondo.privacy.masks.MaskStream;
import dev.rondo.privacy.masks.MaskedVector;
import dev.rondo.privacy.masks.SealedSeed;
import dev.rondo.protocol.client.SecureUploads;
import dev.rondo.protocol.client.UpdateMasks.Masked;
import dev.rondo.protocol.round.MaskRange;
import dev.rondo.protocol.round.MaskTerms;
import dev.rondo.protocol.round.MaskedUpdate;
import dev.rondo.protocol.round.MaskedUpdates;
import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.round.UnmaskRequest;
import dev.rondo.protocol.safetensors.Dtype;
import dev.rondo.protocol.safetensors.SafetensorsHeader;
import dev.rondo.protocol.safetensors.Tensor;
import dev.rondo.protocol.store.Documents;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.protocol.store.SafetensorsContent;
import dev.rondo.protocol.testing.MemoryStore;
import dev.rondo.rounds.aggregation.MaskSums;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** A helper without any rule of its own: it gives away whatever sum of masks it is asked for. */
public final class TestHelper {

  public final MemoryStore own = new MemoryStore();
  private final SecureRandom random;
  private final HelperKey key;
  private final ClientKey client;

  public TestHelper() {
    this(new SecureRandom());
  }

  /** With keys and masks of this source. */
  public TestHelper(SecureRandom random) {
    this.random = random;
    this.key = HelperKey.random(random);
    this.client = ClientKey.random(random);
  }

  /** A source that gives the same bytes in each run of a test. */
  public static SecureRandom repeatable(long seed) {
    try {
      SecureRandom random = SecureRandom.getInstance("SHA1PRNG");
      random.setSeed(seed); // Before the first use, this is the whole seed.
      return random;
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA1PRNG is not available in this Java runtime", e);
    }
  }

  /** How clients mask their updates for it. */
  public SecureUploads uploads() {
    return SecureUploads.of(own, this::mask);
  }

  private Masked mask(Plan plan, String name, float[] delta) {
    MaskedVector masked =
        new ClientMasks(key.publicKey(), client, random)
            .mask(delta, plan.clipUpdateNorm(), MaskSums.numbers(plan), context(plan, name));
    return new Masked(masked.numbers(), hex(masked.digest()), masked.seed().bytes());
  }

  private static MaskContext context(Plan plan, String name) {
    return new MaskContext(plan.job(), plan.round(), name, MaskTerms.of(plan).text());
  }

  private static String hex(byte[] digest) {
    return HexFormat.of().formatHex(digest);
  }

  /** Writes the sums of masks that a master has asked for. */
  public void answer(ObjectStore store, Plan plan, List<MaskRange> ranges) {
    MaskedUpdates updates =
        new Documents(store)
            .require(ObjectKeys.unmaskRequest(plan.job(), plan.round()), MaskedUpdates.class);
    for (MaskRange range : ranges) {
      UnmaskRequest request = updates.on(range);
      int[] sum = new int[(int) (range.to() - range.from())];
      request
          .updates()
          .forEach(update -> stream(plan, update).addTo(sum, range.from(), sum.length));
      SafetensorsHeader header =
          SafetensorsHeader.of(
              Map.of("kind", "mask-sum"),
              List.of(new Tensor("masks", Dtype.U32, List.of((long) sum.length))));
      store.putIfAbsent(
          request.answer(),
          new SafetensorsContent(header, writer -> writer.writeInts(sum, 0, sum.length)));
    }
  }

  private MaskStream stream(Plan plan, MaskedUpdate update) {
    byte[] file =
        own.bytes(
            ObjectKeys.sealedSeed(plan.job(), plan.round(), update.client(), update.digest()));
    MaskContext context = context(plan, update.client());
    byte[] digest = HexFormat.of().parseHex(update.digest());
    byte[] seed =
        SealedSeed.parse(file).flatMap(box -> box.open(key, context, digest)).orElseThrow();
    return new MaskStream(seed, context);
  }
}
