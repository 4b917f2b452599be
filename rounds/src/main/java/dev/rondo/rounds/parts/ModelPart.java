package dev.rondo.rounds.parts;

import java.util.List;
import java.util.stream.IntStream;

/**
 * The part of the parameter vector that one shard folds. The slices of a model differ by one number
 * at most, so that every part of an upload is as large as S3 demands if one is.
 *
 * @param shard its number, from 1
 * @param from its first number
 * @param to the one behind its last number
 */
public record ModelPart(int shard, int from, int to) {

  /**
   * @throws IllegalArgumentException when there is no such shard
   */
  public static ModelPart of(int parameters, int shards, int shard) {
    if (shard < 1 || shard > shards || shards > parameters) {
      throw new IllegalArgumentException(
          "A model of %d parameters in %d shards has no shard %d"
              .formatted(parameters, shards, shard));
    }
    return new ModelPart(
        shard,
        Math.toIntExact((long) parameters * (shard - 1) / shards),
        Math.toIntExact((long) parameters * shard / shards));
  }

  /** All slices of a model, in their order. */
  public static List<ModelPart> all(int parameters, int shards) {
    return IntStream.rangeClosed(1, shards).mapToObj(n -> of(parameters, shards, n)).toList();
  }

  public int length() {
    return to - from;
  }
}
