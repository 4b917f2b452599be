package dev.rondo.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.learning.data.DirichletSplit;
import dev.rondo.learning.data.IidSplit;
import dev.rondo.learning.data.LabelSplit;
import dev.rondo.learning.data.ShardSplit;
import dev.rondo.learning.data.Split;
import dev.rondo.rounds.job.JobFields;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SplitsTest {

  @Test
  void everySplitOfAConfigurationIsMade() {
    Map<String, Split> splits =
        Map.of(
            "iid", new IidSplit(),
            "shards:2", new ShardSplit(2),
            "labels:3", new LabelSplit(3),
            "dirichlet:0.50", new DirichletSplit(0.5));

    splits.forEach(
        (text, split) ->
            assertThat(JobFields.SPLIT.kind().parse(text).map(Splits::of)).contains(split));
  }
}
