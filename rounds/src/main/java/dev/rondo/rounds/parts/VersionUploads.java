package dev.rondo.rounds.parts;

import dev.rondo.protocol.store.Upload;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The uploads by which a new version comes about, as all parts of a round find them.
 *
 * @param model of the parameters: part n is part n's
 * @param state of the optimizer's state, when it has any: part {@code v S + n} is part n's of
 *     vector v, from 0, of S parts
 */
public record VersionUploads(Upload model, Optional<Upload> state) {

  Stream<Upload> all() {
    return Stream.concat(Stream.of(model), state.stream());
  }
}
