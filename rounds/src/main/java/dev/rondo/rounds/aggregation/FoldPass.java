package dev.rondo.rounds.aggregation;

import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.protocol.store.StoreException;
import dev.rondo.protocol.store.UpdateKey;
import dev.rondo.rounds.update.Placement;
import dev.rondo.rounds.update.Rejection;
import dev.rondo.rounds.update.UpdateReader;
import dev.rondo.rounds.update.UpdateStream;
import dev.rondo.rounds.update.Verdict;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Reads updates once, validates them, and adds them to a sum. Groups of updates are read side by
 * side, block by block, so that a block of the sum is loaded into the processor's cache once for
 * all of them. With several threads, several groups run at the same time, one behind the other (see
 * {@link Wavefront}): each element receives the updates in the given order, whatever the number of
 * threads.
 *
 * <p>If an update turns out to be invalid after a part of it was added, or its seat has another
 * update, or an earlier verdict on it has another weight, the sum is spoilt: the remaining updates
 * are only validated.
 */
final class FoldPass {

  private final ObjectStore store;
  private final Plan plan;
  private final UpdateReader reader;
  private final Accumulator sum;
  private final CountedExamples counted;
  private final UnaryOperator<List<Checked>> verdicts;
  private final BooleanSupplier timeIsUp;
  private final Blocks blocks;
  private final List<UpdateKey> unread = Collections.synchronizedList(new ArrayList<>());
  private volatile boolean spoilt;
  private volatile boolean givenUp;

  /**
   * @param counted how many examples of an update count
   * @param verdicts gets the results of a group as soon as they are known, and says what holds
   * @param timeIsUp whether updates that nobody has begun to read stay unread; some are always read
   * @param blocks in which updates are read
   */
  FoldPass(
      ObjectStore store,
      Plan plan,
      Accumulator sum,
      CountedExamples counted,
      UnaryOperator<List<Checked>> verdicts,
      BooleanSupplier timeIsUp,
      Blocks blocks) {
    this.store = store;
    this.plan = plan;
    this.reader = new UpdateReader(plan, blocks.ofUpdate());
    this.sum = sum;
    this.counted = counted;
    this.verdicts = verdicts;
    this.timeIsUp = timeIsUp;
    this.blocks = blocks;
  }

  /** Whether the sum contains a part of an update that does not count, or not with this weight. */
  boolean spoilt() {
    return spoilt;
  }

  /** The updates for which no time was left. */
  List<UpdateKey> unread() {
    return List.copyOf(unread);
  }

  /**
   * Reads these updates.
   *
   * @return those that are there and were read, in order
   */
  List<Checked> run(List<UpdateKey> updates, int threads) {
    if (plan.clipUpdateNorm() > 0) {
      return held(updates);
    }
    List<Group> groups = new ArrayList<>();
    Wavefront before = new Wavefront();
    before.end();
    for (int from = 0; from < updates.size(); from += blocks.updates()) {
      int to = Math.min(updates.size(), from + blocks.updates());
      Group group = new Group(updates.subList(from, to), before, from == 0);
      groups.add(group);
      before = group.front;
    }
    List<Checked> checked = new ArrayList<>();
    if (threads == 1 || groups.size() < 2) {
      groups.forEach(group -> checked.addAll(group.fold()));
    } else {
      inParallel(groups, Math.min(threads, groups.size()), checked);
    }
    return checked;
  }

  /**
   * Sequentially, because the clip factor is known only when an update has been read to its end.
   */
  private List<Checked> held(List<UpdateKey> updates) {
    HeldUpdate held = HeldUpdate.of(plan, sum.sum().length);
    List<Checked> all = new ArrayList<>();
    for (UpdateKey key : updates) {
      if (!key.equals(updates.get(0)) && timeIsUp.getAsBoolean()) {
        unread.add(key);
        continue;
      }
      Optional<OpenUpdate> found = OpenUpdate.open(store, reader, key);
      if (found.isEmpty()) {
        continue;
      }
      try (OpenUpdate update = found.get()) {
        while (update.next()) {
          held.take(update.stream().orElseThrow());
        }
        Checked checked = verdicts.apply(List.of(checked(update))).get(0);
        if (checked instanceof Checked.Valid valid) {
          held.addTo(sum, valid.contributor());
        }
        all.add(checked);
      }
    }
    return all;
  }

  /** The pool starts groups in order, so the group that all others wait for is always running. */
  private void inParallel(List<Group> groups, int threads, List<Checked> checked) {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<Future<List<Checked>>> results = new ArrayList<>();
      groups.forEach(group -> results.add(pool.submit(group::fold)));
      for (Future<List<Checked>> result : results) {
        checked.addAll(result.get());
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException unchecked) {
        throw unchecked;
      }
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw new IllegalStateException("Cannot fold an update", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreException("Interrupted while folding updates", e);
    } finally {
      givenUp = true;
      pool.shutdownNow();
    }
  }

  /** Updates that are read side by side. */
  private final class Group {

    private final List<UpdateKey> keys;
    private final Wavefront before;
    private final boolean first;
    private final Wavefront front = new Wavefront();
    private final float[][] numbers = new float[blocks.updates()][];
    private final double[] weights = new double[blocks.updates()];

    Group(List<UpdateKey> keys, Wavefront before, boolean first) {
      this.keys = keys;
      this.before = before;
      this.first = first;
    }

    List<Checked> fold() {
      List<OpenUpdate> updates = new ArrayList<>();
      try {
        if (!first && timeIsUp.getAsBoolean()) {
          before.awaitEnd(); // The next group, which waits for this one, may have begun.
          unread.addAll(keys);
          return List.of();
        }
        for (UpdateKey key : keys) {
          OpenUpdate.open(store, reader, key).ifPresent(updates::add);
        }
        List<List<String>> orders =
            updates.stream().flatMap(u -> u.stream().stream()).map(UpdateStream::order).toList();
        if (orders.stream().distinct().count() == 1) {
          sideBySide(updates, orders.get(0));
        } else {
          oneByOne(updates);
        }
        front.end();
        return verdicts(updates);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new StoreException("Interrupted while folding updates", e);
      } finally {
        front.end();
        updates.forEach(OpenUpdate::close);
      }
    }

    private void sideBySide(List<OpenUpdate> updates, List<String> order)
        throws InterruptedException {
      List<OpenUpdate> reading = new ArrayList<>(updates);
      long passed = 0;
      long announced = 0;
      long allowed = 0;
      while (true) {
        boolean added = passed > 0;
        reading.removeIf(update -> !update.next() && ended(update, added));
        if (reading.isEmpty()) {
          return;
        }
        int length = reading.get(0).stream().orElseThrow().length();
        passed += length;
        if (passed > allowed) {
          allowed = Math.min(passed + blocks.announced(), sum.sum().length);
          before.await(order, allowed);
        }
        add(reading);
        if (passed >= announced + blocks.announced()) {
          front.pass(order, passed);
          announced = passed;
        }
      }
    }

    /** Updates whose tensors are in different orders: rare, but valid. */
    private void oneByOne(List<OpenUpdate> updates) throws InterruptedException {
      before.awaitEnd();
      for (OpenUpdate update : updates) {
        boolean added = false;
        while (update.next()) {
          add(List.of(update));
          added = true;
        }
        ended(update, added);
      }
    }

    private List<Checked> verdicts(List<OpenUpdate> updates) {
      List<Checked> checked = updates.stream().map(FoldPass.this::checked).toList();
      List<Checked> verdicts = FoldPass.this.verdicts.apply(checked);
      if (!weights(verdicts).equals(weights(checked))) {
        spoilt = true; // All numbers of a duplicate, or of an earlier verdict, have been added.
      }
      return verdicts;
    }

    /** The weights of those that count. */
    private static List<Double> weights(List<Checked> checked) {
      return checked.stream()
          .flatMap(one -> one instanceof Checked.Valid valid ? Stream.of(valid) : Stream.empty())
          .map(valid -> valid.contributor().weight())
          .toList();
    }

    private boolean ended(OpenUpdate update, boolean added) {
      if (added && update.verdict() instanceof Rejection) {
        spoilt = true;
      }
      return true;
    }

    private void add(List<OpenUpdate> updates) {
      if (givenUp) {
        throw new StoreException("Stopped because another update cannot be read");
      }
      if (spoilt) {
        return;
      }
      int count = 0;
      UpdateStream first = updates.get(0).stream().orElseThrow();
      for (OpenUpdate update : updates) {
        UpdateStream stream = update.stream().orElseThrow();
        numbers[count] = stream.block();
        weights[count] = plan.weight(update.examples(counted));
        count++;
      }
      sum.add(first.role(), first.offset(), numbers, weights, count, first.length());
    }
  }

  private Checked checked(OpenUpdate update) {
    return checked(plan, update, counted, false);
  }

  /**
   * The result for an update that has been read to its end.
   *
   * @param counted how many of its examples count
   * @param placed whether the contributor says where its numbers are in the file
   */
  static Checked checked(Plan plan, OpenUpdate update, CountedExamples counted, boolean placed) {
    if (update.verdict() instanceof Verdict.Valid valid) {
      Optional<Placement> placement = placed ? Optional.of(valid.placement()) : Optional.empty();
      long examples = update.examples(counted);
      return new Checked.Valid(
          update.key(),
          contributor(plan, update, valid, examples, placement),
          valid.update().measured());
    }
    return new Checked.Rejected(update.key(), (Rejection) update.verdict());
  }

  private static Contributor contributor(
      Plan plan,
      OpenUpdate update,
      Verdict.Valid valid,
      long examples,
      Optional<Placement> placement) {
    return new Contributor(
        update.key().client(),
        plan.seatOf(valid.update().nonce()).orElseThrow(),
        update.info().etag(),
        plan.weight(examples),
        plan.hidesReports() ? 0 : examples,
        plan.hidesReports() ? OptionalDouble.empty() : valid.update().trainLoss(),
        plan.clipFactor(valid.norm()),
        placement,
        valid.update().masked());
  }
}
