package dev.rondo.faults.service;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All updates that clients have masked, whether or not they were ever stored, and the secrets that
 * they used. Only those who check a schedule know them.
 */
public final class Maskings {

  private final byte[] noiseSecret;
  private final Map<String, Masked> all = new LinkedHashMap<>();
  private final List<byte[]> secrets = new ArrayList<>();

  /** The first two bytes of every secret. */
  private final BitSet begins = new BitSet(1 << 16);

  /**
   * @param noiseSecret from which the helper draws noise
   */
  public Maskings(byte[] noiseSecret) {
    this.noiseSecret = noiseSecret.clone();
  }

  /** From which the helper draws noise. */
  public byte[] noiseSecret() {
    return noiseSecret.clone();
  }

  /**
   * A client has masked an update.
   *
   * @param used random bytes of which nobody else may know
   */
  public void add(Masked masked, List<byte[]> used) {
    all.put(masked.digest(), masked);
    for (byte[] secret : used) {
      addSecret(secret);
      addSecret(HexFormat.of().formatHex(secret).getBytes(US_ASCII));
      addSecret(Base64.getEncoder().withoutPadding().encode(secret));
    }
  }

  private void addSecret(byte[] secret) {
    secrets.add(secret);
    begins.set(pair(secret, 0));
  }

  private static int pair(byte[] bytes, int at) {
    return ((bytes[at] & 0xff) << 8) | (bytes[at + 1] & 0xff);
  }

  /** The update with this digest. */
  public Optional<Masked> find(String digest) {
    return Optional.ofNullable(all.get(digest));
  }

  /** What clients have masked for a round, in their order. */
  public List<Masked> ofRound(int round) {
    return all.values().stream().filter(masked -> masked.round() == round).toList();
  }

  /** Whether an object has one of the secrets, as bytes, in hexadecimal or in Base64. */
  public boolean isIn(byte[] object) {
    for (int at = 0; at + 1 < object.length; at++) {
      if (begins.get(pair(object, at)) && beginsAt(object, at)) {
        return true;
      }
    }
    return false;
  }

  private boolean beginsAt(byte[] object, int at) {
    for (byte[] secret : secrets) {
      int end = at + secret.length;
      if (end <= object.length && Arrays.equals(object, at, end, secret, 0, secret.length)) {
        return true;
      }
    }
    return false;
  }
}
