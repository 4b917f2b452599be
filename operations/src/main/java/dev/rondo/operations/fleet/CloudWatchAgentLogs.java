package dev.rondo.operations.fleet;

import dev.rondo.aws.AwsException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.cloudwatchlogs.model.LogGroup;
import software.amazon.awssdk.services.cloudwatchlogs.model.ResourceNotFoundException;
import software.amazon.awssdk.services.cloudwatchlogs.paginators.FilterLogEventsIterable;

/**
 * Logs of agents in CloudWatch: the stream of an instance has its id as name, and the output of its
 * setup is in the stream {@code ID-start}.
 *
 * @param group the log group
 */
public record CloudWatchAgentLogs(CloudWatchLogsClient logs, String group) implements AgentLogs {

  private static final String SETUP = "-start";

  /** The line that an agent logs when it is ready for seats. */
  private static final String STARTED = "{ $.state = \"started\" }";

  /** The start is at the head of a stream. A page is up to 1 MB, and may be empty. */
  private static final int PAGES = 10;

  /** The number of events at the end of a stream that are read. */
  private static final int LAST = 50;

  @Override
  public Optional<Duration> retention() {
    return ask(
        "Cannot describe log group " + group,
        () ->
            logs.describeLogGroups(b -> b.logGroupNamePrefix(group)).logGroups().stream()
                .filter(found -> found.logGroupName().equals(group))
                .findFirst()
                .map(CloudWatchAgentLogs::retention)
                .orElseThrow(() -> new AwsException("Log group " + group + " does not exist")));
  }

  private static Optional<Duration> retention(LogGroup found) {
    return Optional.ofNullable(found.retentionInDays()).map(Duration::ofDays);
  }

  @Override
  public boolean hasStarted(String instance, Instant since) {
    return ask(
        "Cannot search the log of instance " + instance + " in " + group,
        () -> {
          FilterLogEventsIterable pages =
              logs.filterLogEventsPaginator(
                  b ->
                      b.logGroupName(group)
                          .logStreamNames(instance)
                          .startTime(since.toEpochMilli())
                          .filterPattern(STARTED));
          try {
            return pages.stream().limit(PAGES).anyMatch(page -> !page.events().isEmpty());
          } catch (ResourceNotFoundException e) {
            return false;
          }
        });
  }

  @Override
  public List<String> agent(String instance) {
    return end(instance);
  }

  @Override
  public List<String> setup(String instance) {
    return end(instance + SETUP);
  }

  private List<String> end(String stream) {
    return ask(
        "Cannot read log stream " + stream + " of " + group,
        () -> {
          try {
            return logs
                .getLogEvents(
                    b ->
                        b.logGroupName(group)
                            .logStreamName(stream)
                            .startFromHead(false)
                            .limit(LAST))
                .events()
                .stream()
                .flatMap(event -> event.message().lines())
                .toList();
          } catch (ResourceNotFoundException e) {
            return List.<String>of();
          }
        });
  }

  private static <T> T ask(String what, Supplier<T> question) {
    try {
      return question.get();
    } catch (SdkException e) {
      throw new AwsException(what, e);
    }
  }
}
