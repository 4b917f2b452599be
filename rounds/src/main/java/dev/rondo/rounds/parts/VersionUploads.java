package dev.rondo.rounds.parts;

import dev.rondo.protocol.store.Upload;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The multipart uploads that form a new version. The functions of all model parts add to them.
 *
 * @param model upload of the parameters: its part n is model part n
 * @param state upload of the optimizer's state, if it has any: with S model parts, its part {@code
 *     v S + n} is model part n of vector v, counted from 0
 */
public record VersionUploads(Upload model, Optional<Upload> state) {

  Stream<Upload> all() {
    return Stream.concat(Stream.of(model), state.stream());
  }
}
