package dev.rondo.statemachine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rondo.statemachine.definition.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Runs a Map state: a branch for each item, some or all of them at once. */
final class MapRunner {
  private final Visit visit;
  private final State.MapState state;
  private final List<JsonNode> results = new ArrayList<>();
  private JsonNode items = NullNode.instance;
  private long concurrency = Long.MAX_VALUE;
  private int started;
  private int finished;

  MapRunner(Visit visit, State.MapState state) {
    this.visit = visit;
    this.state = state;
  }

  void run() {
    items = state.items().map(visit::evaluate).orElse(visit.input());
    if (!items.isArray()) {
      throw new Failure.Thrown(
          Failure.query("the items of a Map must be an array, but is " + items));
    }
    long limit =
        state.maxConcurrency().map(t -> Numbers.whole(visit, t, "MaxConcurrency", 0)).orElse(0L);
    concurrency = limit == 0 ? Long.MAX_VALUE : limit;
    results.addAll(Collections.nCopies(items.size(), NullNode.instance));
    visit.record("MapStateStarted", Visit.object().put("length", items.size()));
    visit.after(Duration.ZERO, this::goOn);
  }

  private void goOn() {
    if (finished == items.size()) {
      JsonNode all = JsonNodeFactory.instance.arrayNode().addAll(results);
      PayloadLimit.check(all, "the result of a Map");
      visit.record("MapStateSucceeded", Visit.object());
      visit.leave(state.exit(), Map.of("result", all), all);
      return;
    }
    while (started < items.size() && started - finished < concurrency) {
      iterate(started++);
    }
  }

  private void iterate(int index) {
    ObjectNode item = Visit.object().put("Index", index);
    item.set("Value", items.get(index));
    JsonNode input =
        state
            .itemSelector()
            .map(template -> visit.evaluate(template, Map.of(), Optional.of(item)))
            .orElse(items.get(index));
    PayloadLimit.check(input, "the input of an iteration");
    Branch branch =
        new Branch(
            visit.playback(),
            state.processor(),
            visit.branch().variables(),
            Optional.of(item),
            new Iteration(index));
    visit.attempt().onClose(branch::stop);
    visit.record("MapIterationStarted", Visit.object().put("index", index));
    branch.start(input);
  }

  /** Takes the outcome of one item. */
  private final class Iteration implements Branch.Listener {
    private final int index;

    Iteration(int index) {
      this.index = index;
    }

    @Override
    public void succeeded(JsonNode output) {
      visit.record("MapIterationSucceeded", Visit.object().put("index", index));
      results.set(index, output);
      finished++;
      visit.guard(MapRunner.this::goOn);
    }

    @Override
    public void failed(Failure failure) {
      visit.record("MapIterationFailed", Visit.object().put("index", index));
      visit.record("MapStateFailed", failure.details("error", "cause"));
      visit.fail(failure);
    }
  }
}
