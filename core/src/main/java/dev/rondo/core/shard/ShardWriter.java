package dev.rondo.core.shard;

import dev.rondo.core.aggregation.DigestedContent;
import dev.rondo.core.aggregation.ModelFile;
import dev.rondo.core.aggregation.NewModel;
import dev.rondo.core.optimizer.ServerOptimizer;
import dev.rondo.core.round.Plan;
import dev.rondo.core.shard.ShardUpload.Uploaded;
import dev.rondo.core.store.Content;
import dev.rondo.core.store.ObjectStore;
import dev.rondo.core.store.Upload;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Puts a new slice into the uploads of its round: the same bytes, whoever does it. */
final class ShardWriter {

  private final ObjectStore store;
  private final Plan plan;
  private final byte[] modelHeader;
  private final byte[] stateHeader;

  ShardWriter(ObjectStore store, Plan plan, ServerOptimizer optimizer) {
    this.store = store;
    this.plan = plan;
    this.modelHeader = ModelFile.header(plan.job(), plan.round(), plan.layout()).encode();
    this.stateHeader = NewModel.stateHeader(plan, optimizer).encode();
  }

  /** What has been put; empty when there are no such uploads any more. */
  Optional<ShardUpload> put(NewSlice slice, VersionUploads uploads) {
    int shard = slice.slice().shard();
    Optional<Uploaded> model = put(uploads.model(), shard, slice.model(modelHeader));
    if (model.isEmpty()) {
      return Optional.empty();
    }
    List<Uploaded> state = new ArrayList<>();
    for (int vector = 0; vector < slice.state().size(); vector++) {
      Upload upload = uploads.state().orElseThrow();
      int number = vector * plan.shards() + shard;
      Optional<Uploaded> part = put(upload, number, slice.state(vector, stateHeader));
      if (part.isEmpty()) {
        return Optional.empty();
      }
      state.add(part.get());
    }
    return Optional.of(new ShardUpload(shard, uploads, model.get(), state));
  }

  private Optional<Uploaded> put(Upload upload, int number, Content content) {
    DigestedContent digested = new DigestedContent(content);
    return store
        .putPart(upload, number, digested)
        .map(tag -> new Uploaded(tag, content.size(), digested.sha256()));
  }
}
