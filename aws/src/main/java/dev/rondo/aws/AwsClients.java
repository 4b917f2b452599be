package dev.rondo.aws;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.api.RetryStrategy;
import software.amazon.awssdk.services.autoscaling.AutoScalingClient;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.eks.EksClient;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.utils.SdkAutoCloseable;

/**
 * The SDK's clients, made when they are first asked for, over one HTTP client. Safe for use by many
 * threads. Closing it closes them all.
 *
 * <p>Time-outs and retries, the same for every service:
 *
 * <ul>
 *   <li>{@link #CONNECT_TIMEOUT} to connect: more than a lost packet or two, less than a user's
 *       patience.
 *   <li>{@link #SILENCE_TIMEOUT} without a byte from the other side: SQS keeps a long poll silent
 *       for up to 20 seconds, and S3 may think about a large object for some.
 *   <li>{@link #ATTEMPT_TIMEOUT} for one attempt until its answer begins; an upload has more, by
 *       its size (see {@code S3ObjectStore}). It ends an answer that trickles.
 *   <li>{@link #CALL_TIMEOUT} for all attempts and the pauses between them.
 *   <li>{@link #ATTEMPTS} attempts on connection faults, 5xx, throttling and S3's
 *       ConditionalRequestConflict (two conditional writes at the same instant), with the SDK's
 *       jittered exponential pauses: up to 0.1, 0.2, 0.4, 0.8 s, and from 1 s when throttled. That
 *       outlives the few seconds during which S3 splits a prefix that became busy.
 * </ul>
 *
 * <p>The HTTP client is the JDK's HttpURLConnection: 30 KB where Apache's is 1.6 MB, and a function
 * starts sooner with it. What it does less well is known and provided for. When S3 refuses an
 * upload before its body, by not saying "100 Continue", only the status arrives, without S3's code,
 * and on JDKs before 22 the head of the request is sent again in vain. When a server answers while
 * the body is on its way and hangs up, the answer is lost (Apache's client loses it too); {@code
 * S3ObjectStore} then looks what is there. A server that ignores "Expect: 100-continue" cannot be
 * talked to; S3 does not.
 */
public final class AwsClients implements AutoCloseable {

  /** For a connection to be made. */
  public static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

  /** Between two bytes that are received. */
  public static final Duration SILENCE_TIMEOUT = Duration.ofSeconds(30);

  /** For one attempt, until its answer begins. */
  public static final Duration ATTEMPT_TIMEOUT = Duration.ofSeconds(45);

  /** For a call with all its attempts. */
  public static final Duration CALL_TIMEOUT = Duration.ofMinutes(2);

  /** The first one counts. */
  public static final int ATTEMPTS = 5;

  private final Optional<Place> place;
  private final SdkHttpClient http;
  private final Map<Class<?>, SdkAutoCloseable> made = new HashMap<>();
  private final Deque<SdkAutoCloseable> order = new ArrayDeque<>();

  /** Where the services are, when the environment is not to say it. */
  private record Place(URI endpoint, Region region, AwsCredentialsProvider credentials) {}

  private AwsClients(Optional<Place> place, Duration silence) {
    this.place = place;
    this.http =
        UrlConnectionHttpClient.builder()
            .connectionTimeout(CONNECT_TIMEOUT)
            .socketTimeout(silence)
            .build();
  }

  /**
   * Region, credentials and endpoint as the SDK finds them: environment variables ({@code
   * AWS_REGION}, {@code AWS_ENDPOINT_URL}, ...), system properties, profile, container or instance.
   * S3 is addressed by path where the endpoint is an IP address.
   */
  public static AwsClients fromEnvironment() {
    return new AwsClients(Optional.empty(), SILENCE_TIMEOUT);
  }

  /** All services at one endpoint, as emulators have it; S3 is addressed by path. */
  public static AwsClients at(URI endpoint, String region, String accessKey, String secretKey) {
    return at(endpoint, region, accessKey, secretKey, SILENCE_TIMEOUT);
  }

  /** The same for less patient callers. */
  static AwsClients at(
      URI endpoint, String region, String accessKey, String secretKey, Duration silence) {
    AwsCredentialsProvider credentials =
        StaticCredentialsProvider.create(AwsBasicCredentials.create(accessKey, secretKey));
    return new AwsClients(
        Optional.of(new Place(endpoint, Region.of(region), credentials)), silence);
  }

  public S3Client s3() {
    return client(
        S3Client.class,
        () -> {
          S3ClientBuilder builder = S3Client.builder();
          place.ifPresent(at -> builder.forcePathStyle(true));
          return builder;
        });
  }

  public SqsClient sqs() {
    return client(SqsClient.class, SqsClient::builder);
  }

  public SfnClient sfn() {
    return client(SfnClient.class, SfnClient::builder);
  }

  public LambdaClient lambda() {
    return client(LambdaClient.class, LambdaClient::builder);
  }

  public StsClient sts() {
    return client(StsClient.class, StsClient::builder);
  }

  public Ec2Client ec2() {
    return client(Ec2Client.class, Ec2Client::builder);
  }

  public CloudFormationClient cloudFormation() {
    return client(CloudFormationClient.class, CloudFormationClient::builder);
  }

  public AutoScalingClient autoScaling() {
    return client(AutoScalingClient.class, AutoScalingClient::builder);
  }

  public EksClient eks() {
    return client(EksClient.class, EksClient::builder);
  }

  public CloudWatchLogsClient logs() {
    return client(CloudWatchLogsClient.class, CloudWatchLogsClient::builder);
  }

  public KmsClient kms() {
    return client(KmsClient.class, KmsClient::builder);
  }

  private synchronized <
          C extends SdkAutoCloseable, B extends AwsSyncClientBuilder<B, C> & AwsClientBuilder<B, C>>
      C client(Class<C> type, Supplier<B> builder) {
    SdkAutoCloseable known = made.get(type);
    if (known != null) {
      return type.cast(known);
    }
    B building = builder.get();
    building.httpClient(http);
    building.overrideConfiguration(configuration());
    place.ifPresent(
        at ->
            building
                .endpointOverride(at.endpoint())
                .region(at.region())
                .credentialsProvider(at.credentials()));
    C client = building.build();
    made.put(type, client);
    order.push(client);
    return client;
  }

  private static ClientOverrideConfiguration configuration() {
    return ClientOverrideConfiguration.builder()
        .apiCallAttemptTimeout(ATTEMPT_TIMEOUT)
        .apiCallTimeout(CALL_TIMEOUT)
        .retryStrategy(retries())
        .build();
  }

  private static RetryStrategy retries() {
    return AwsRetryStrategy.standardRetryStrategy().toBuilder()
        .maxAttempts(ATTEMPTS)
        .retryOnException(AwsClients::isConditionalRequestConflict)
        .build();
  }

  /** By its status alone where the HTTP client lost the code. */
  private static boolean isConditionalRequestConflict(Throwable e) {
    return e instanceof S3Exception answer
        && answer.statusCode() == 409
        && (AwsAnswers.isCode(answer, "ConditionalRequestConflict") || !AwsAnswers.hasCode(answer));
  }

  @Override
  public synchronized void close() {
    order.forEach(SdkAutoCloseable::close);
    order.clear();
    made.clear();
    http.close();
  }
}
