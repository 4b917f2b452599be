package dev.rondo.rounds.parts;

import dev.rondo.protocol.model.ModelFile;
import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.store.Content;
import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.protocol.store.Upload;
import dev.rondo.rounds.aggregation.DigestedContent;
import dev.rondo.rounds.aggregation.NewModel;
import dev.rondo.rounds.optimizer.ServerOptimizer;
import dev.rondo.rounds.parts.PartUpload.Uploaded;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Uploads a new part to the multipart uploads of its round. Every run writes the same bytes. */
final class PartWriter {

  private final ObjectStore store;
  private final Plan plan;
  private final byte[] modelHeader;
  private final byte[] stateHeader;

  PartWriter(ObjectStore store, Plan plan, ServerOptimizer optimizer) {
    this.store = store;
    this.plan = plan;
    this.modelHeader = ModelFile.header(plan.job(), plan.round(), plan.layout()).encode();
    this.stateHeader = NewModel.stateHeader(plan, optimizer).encode();
  }

  /** Uploads the part. Empty if the uploads no longer exist. */
  Optional<PartUpload> put(NewPart part, VersionUploads uploads) {
    int first = part.part().number();
    Optional<Uploaded> model = put(uploads.model(), first, part.model(modelHeader));
    if (model.isEmpty()) {
      return Optional.empty();
    }
    List<Uploaded> state = new ArrayList<>();
    for (int vector = 0; vector < part.state().size(); vector++) {
      Upload upload = uploads.state().orElseThrow();
      int number = vector * plan.parts() + first;
      Optional<Uploaded> uploaded = put(upload, number, part.state(vector, stateHeader));
      if (uploaded.isEmpty()) {
        return Optional.empty();
      }
      state.add(uploaded.get());
    }
    return Optional.of(new PartUpload(first, uploads, model.get(), state));
  }

  private Optional<Uploaded> put(Upload upload, int number, Content content) {
    DigestedContent digested = new DigestedContent(content);
    return store
        .putPart(upload, number, digested)
        .map(tag -> new Uploaded(tag, content.size(), digested.sha256()));
  }
}
