package dev.rondo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.cli.testing.FakeEc2Fleet;
import dev.rondo.cli.testing.FakeEksFleet;
import dev.rondo.cli.testing.FakeStack;
import dev.rondo.cli.testing.FakeStacks;
import dev.rondo.operations.fleet.Fleet;
import dev.rondo.protocol.testing.MemoryStore;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ClientsCommandsTest {

  private final FakeEc2Fleet ec2 = new FakeEc2Fleet();
  private final FakeEksFleet eks = new FakeEksFleet();

  private static Said say(Fleet fleet, Object... words) {
    return Said.by(new FakeStacks(new FakeStack(new MemoryStore()), Optional.of(fleet)), words);
  }

  @Test
  void instancesAreListed() {
    assertThat(say(ec2, "clients", "list").out())
        .contains("i-1", "running", "i-2", "pending", "TestClients: 2 of 2 instances exist");
    assertThat(say(ec2, "clients", "list", "--json").json().get("instances")).hasSize(2);
  }

  @Test
  void podsAreForKubernetesToList() {
    assertThat(say(eks, "clients", "list").out())
        .contains("3 of 3 nodes exist", "rondo/agents", "kubectl -n rondo get pods");
  }

  @Test
  void theNamedOnesAreRestarted() {
    assertThat(say(ec2, "clients", "restart", "i-1").exitCode()).isZero();
    assertThat(ec2.restarted).containsExactly("i-1");
  }

  @Test
  void allMeansThoseThatAreRunning() {
    assertThat(say(ec2, "clients", "restart", "--all", "--json").json()).hasSize(1);
    assertThat(ec2.restarted).containsExactly("i-1");
  }

  @Test
  void nothingIsRestartedByMistake() {
    Said nobody = say(ec2, "clients", "restart");
    Said unknown = say(ec2, "clients", "restart", "i-1", "i-9");

    assertThat(nobody.exitCode()).isEqualTo(2);
    assertThat(nobody.err()).contains("--all");
    assertThat(unknown.exitCode()).isEqualTo(2);
    assertThat(unknown.err()).contains("i-9 is not a running instance of TestClients");
    assertThat(ec2.restarted).isEmpty();
  }

  @Test
  void podsAreForKubernetesToRestart() {
    Said said = say(eks, "clients", "restart", "--all");

    assertThat(said.exitCode()).isEqualTo(2);
    assertThat(said.err()).contains("kubectl -n rondo rollout restart statefulset/agents");
  }

  @Test
  void aFleetIsScaled() {
    assertThat(say(ec2, "clients", "scale", 0).out())
        .contains("Scaling TestClients from 2 to 0 instances.");
    assertThat(ec2.desired).isZero();
    assertThat(say(eks, "clients", "scale", 1).out())
        .contains("from 3 to 1 nodes", "kubectl -n rondo scale statefulset/agents --replicas=N");
    assertThat(eks.desired).isEqualTo(1);
  }

  @Test
  void aNegativeFleetIsRefused() {
    assertThat(say(ec2, "clients", "scale", "--", "-1").exitCode()).isEqualTo(2);
    assertThat(ec2.desired).isEqualTo(2);
  }
}
