package dev.rondo.protocol.round;

import dev.rondo.protocol.store.Digest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The seats of a round as a Merkle tree. The plan has the root, and each nonce proves that it
 * belongs to a certain seat, so that a plan has the same size for one seat and for 100,000.
 *
 * <p>A leaf is SHA-256 of a zero byte and the seat's secret. A node is SHA-256 of a one byte and
 * its two children (RFC 9162, section 2.1.1). A node without a sibling is passed on to the next
 * level as it is. A nonce is the seat's number, its secret, and the siblings on the way to the root
 * in Base64 (RFC 4648, section 5), separated by dots.
 */
public final class SeatTree {

  /** The longest nonce: 17 siblings of 32 bytes suffice for 100,000 seats. */
  public static final int MAX_NONCE = 1_024;

  private static final Pattern NONCE =
      Pattern.compile("(0|[1-9][0-9]{0,8})\\.([0-9a-f]{1,64})\\.([A-Za-z0-9_-]*)");

  private static final int HASH_BYTES = 32;

  /** What is hashed before a secret and before two children, so that no leaf is a node. */
  private static final byte[] LEAF = {0};

  private static final byte[] NODE = {1};

  private final List<String> secrets;
  private final List<byte[][]> levels = new ArrayList<>();

  /**
   * @param secrets of the seats, in their order: 1 to 64 lower-case hexadecimal digits each
   */
  public SeatTree(List<String> secrets) {
    if (secrets.isEmpty()) {
      throw new IllegalArgumentException("A round must have at least 1 seat");
    }
    this.secrets = List.copyOf(secrets);
    byte[][] level = this.secrets.stream().map(SeatTree::leaf).toArray(byte[][]::new);
    levels.add(level);
    while (level.length > 1) {
      byte[][] above = new byte[(level.length + 1) / 2][];
      for (int i = 0; i < above.length; i++) {
        boolean pair = 2 * i + 1 < level.length;
        above[i] = pair ? node(level[2 * i], level[2 * i + 1]) : level[2 * i];
      }
      level = above;
      levels.add(level);
    }
  }

  /** The root, in hexadecimal. */
  public String root() {
    return HexFormat.of().formatHex(levels.get(levels.size() - 1)[0]);
  }

  /** The nonce of a seat. */
  public String nonce(int seat) {
    byte[] path = new byte[HASH_BYTES * levels.size()];
    int length = 0;
    int at = seat;
    for (byte[][] level : levels) {
      if ((at ^ 1) < level.length) {
        System.arraycopy(level[at ^ 1], 0, path, length, HASH_BYTES);
        length += HASH_BYTES;
      }
      at /= 2;
    }
    String siblings =
        Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(path, length));
    return seat + "." + secrets.get(seat) + "." + siblings;
  }

  /**
   * The seat that a nonce belongs to.
   *
   * @param root of the round's tree, in hexadecimal
   * @param seats the number of its leaves
   * @return empty if it belongs to no seat of the round
   */
  public static OptionalInt seat(String nonce, String root, int seats) {
    Matcher matcher = NONCE.matcher(nonce);
    if (nonce.length() > MAX_NONCE || !matcher.matches()) {
      return OptionalInt.empty();
    }
    int seat = Integer.parseInt(matcher.group(1));
    byte[] path = decoded(matcher.group(3));
    if (seat >= seats) {
      return OptionalInt.empty();
    }
    byte[] hash = leaf(matcher.group(2));
    int used = 0;
    int at = seat;
    for (int size = seats; size > 1; size = (size + 1) / 2) {
      if ((at ^ 1) < size) {
        if (used + HASH_BYTES > path.length) {
          return OptionalInt.empty();
        }
        byte[] sibling = Arrays.copyOfRange(path, used, used + HASH_BYTES);
        hash = at % 2 == 0 ? node(hash, sibling) : node(sibling, hash);
        used += HASH_BYTES;
      }
      at /= 2;
    }
    boolean proven = used == path.length && HexFormat.of().formatHex(hash).equals(root);
    return proven ? OptionalInt.of(seat) : OptionalInt.empty();
  }

  /** The bytes of a path; for a text that is not Base64, bytes of no path. */
  private static byte[] decoded(String text) {
    try {
      return Base64.getUrlDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      return new byte[1];
    }
  }

  private static byte[] leaf(String secret) {
    return new Digest().add(LEAF).add(secret.getBytes(StandardCharsets.UTF_8)).bytes();
  }

  private static byte[] node(byte[] left, byte[] right) {
    return new Digest().add(NODE).add(left).add(right).bytes();
  }
}
