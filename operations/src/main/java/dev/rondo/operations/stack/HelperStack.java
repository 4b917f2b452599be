package dev.rondo.operations.stack;

import dev.rondo.protocol.store.ObjectStore;
import java.util.Map;
import java.util.function.BiFunction;

/**
 * The deployed stack of a helper of secure aggregation.
 *
 * @param name its name in CloudFormation
 * @param store its bucket
 * @param minimum contributors of a sum at least
 * @param encryption encrypts a secret by the key of the stack, with an encryption context
 */
public record HelperStack(
    String name,
    ObjectStore store,
    int minimum,
    BiFunction<byte[], Map<String, String>, byte[]> encryption) {}
