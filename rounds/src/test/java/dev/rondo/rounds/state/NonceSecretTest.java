package dev.rondo.rounds.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.protocol.store.Content;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.testing.MemoryStore;
import dev.rondo.protocol.testing.Threads;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class NonceSecretTest {

  private final MemoryStore store = new MemoryStore();

  private String nonce(long seed) {
    return NonceSecret.in(store, new SplittableRandom(seed)).seats("job", 1, 2).nonce(0);
  }

  @Test
  void isDrawnOnceAndKept() {
    String first = nonce(1);

    assertThat(nonce(2)).isEqualTo(first);
    assertThat(store.bytes(ObjectKeys.nonceSecret())).hasSize(32);
  }

  @Test
  void ofManyWhoDrawItAllUseTheSame() {
    List<String> nonces = Threads.together(8, i -> () -> nonce(i));

    assertThat(nonces).containsOnly(nonce(99));
  }

  @Test
  void aSecretOfAnotherLengthIsNotUsed() {
    store.put(ObjectKeys.nonceSecret(), Content.of(new byte[3]));

    assertThatThrownBy(() -> nonce(1)).hasMessageContaining("control/nonces.key");
  }
}
