package dev.rondo.agent.data;

import dev.rondo.learning.data.Dataset;
import java.util.Optional;

/**
 * What a client trains on.
 *
 * @param examples the examples
 * @param dataShard name of the leased data shard that they are; empty if they are the client's own
 */
public record TrainingData(Dataset examples, Optional<String> dataShard) {}
