package dev.rondo.unmasking;

import dev.rondo.protocol.round.UnmaskRequest;
import dev.rondo.protocol.store.Content;
import dev.rondo.protocol.store.ForwardingStore;
import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.protocol.store.PutOutcome;
import dev.rondo.protocol.store.StoreException;
import dev.rondo.protocol.store.StoredObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;

/**
 * Runs two requests in two threads that take turns: before each call of the helper's bucket, a
 * request waits until it is its turn. So a list of turns decides on the order of all calls.
 */
final class Interleaving {

  private final List<Boolean> turns;
  private final boolean[] ended = new boolean[2];
  private int at;

  private Interleaving(List<Boolean> turns) {
    this.turns = turns;
  }

  static Interleaving of(List<Boolean> turns) {
    return new Interleaving(turns);
  }

  /**
   * Runs both.
   *
   * @param firstCrash the call at which the first request crashes: even numbers before, odd numbers
   *     after the call has had its effect; -1 for none
   * @return what each said: an outcome, or the exception of its crash
   */
  List<Object> run(
      Party party, UnmaskRequest first, UnmaskRequest second, int firstCrash, int secondCrash) {
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      List<Future<Object>> both =
          List.of(
              threads.submit(() -> play(party, first, 0, firstCrash)),
              threads.submit(() -> play(party, second, 1, secondCrash)));
      List<Object> said = new ArrayList<>();
      for (Future<Object> one : both) {
        said.add(one.get());
      }
      return said;
    } catch (InterruptedException | java.util.concurrent.ExecutionException e) {
      throw new AssertionError(e);
    } finally {
      threads.shutdownNow();
    }
  }

  private Object play(Party party, UnmaskRequest request, int who, int crash) {
    try {
      return party.helper(new InTurns(party.own, who, crash)).run(request);
    } catch (StoreException e) {
      return e;
    } finally {
      end(who);
    }
  }

  private synchronized void end(int who) {
    ended[who] = true;
    notifyAll();
  }

  /** One call at a time, in the order of the turns; when a request has ended, the other goes on. */
  private synchronized <T> T call(int who, Supplier<T> call) {
    while (next() != who && !ended[1 - who]) {
      try {
        wait();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionError(e);
      }
    }
    at++;
    try {
      return call.get();
    } finally {
      notifyAll();
    }
  }

  private int next() {
    return turns.get(at % turns.size()) ? 1 : 0;
  }

  private final class InTurns extends ForwardingStore {

    private final int who;
    private final int crash;
    private int calls;

    InTurns(ObjectStore store, int who, int crash) {
      super(store);
      this.who = who;
      this.crash = crash;
    }

    private <T> T take(Supplier<T> call) {
      int number = calls++;
      return call(
          who,
          () -> {
            if (crash == 2 * number) {
              throw new StoreException("crashed before call " + number);
            }
            T value = call.get();
            if (crash == 2 * number + 1) {
              throw new StoreException("crashed after call " + number);
            }
            return value;
          });
    }

    @Override
    public Optional<StoredObject> get(String key) {
      return take(() -> super.get(key));
    }

    @Override
    public PutOutcome putIfAbsent(String key, Content content) {
      return take(() -> super.putIfAbsent(key, content));
    }
  }
}
