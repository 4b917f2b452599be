package dev.rondo.functions.aggregation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rondo.functions.support.Log;
import dev.rondo.protocol.json.Json;
import dev.rondo.rounds.step.UpdateEvent;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a batch of SQS messages with S3 notifications. A message can contain several uploads or
 * none: S3's test event, a message from another sender, or text that is not JSON. Those are logged
 * and dropped, because another delivery would not help. The master still finds their updates.
 */
final class UploadEvents {

  /** SQS counts the deliveries of a message. */
  private static final String RECEIVES = "ApproximateReceiveCount";

  private final String bucket;
  private final Log log;

  UploadEvents(String bucket, Log log) {
    this.bucket = bucket;
    this.log = log;
  }

  /**
   * The uploads of a batch, each with the id of its message.
   *
   * @throws IllegalArgumentException when this is no batch of queue messages
   */
  List<UpdateEvent> read(JsonNode batch) {
    JsonNode messages = batch.path("Records");
    if (!messages.isArray()) {
      throw new IllegalArgumentException(
          "The event is not a batch of SQS messages: 'Records' is missing");
    }
    List<UpdateEvent> uploads = new ArrayList<>();
    for (JsonNode message : messages) {
      JsonNode id = message.path("messageId");
      JsonNode body = message.path("body");
      if (!id.isTextual() || !body.isTextual()) {
        throw new IllegalArgumentException(
            "The event is not a batch of SQS messages: a record has no 'messageId' or 'body'");
      }
      boolean redelivered = message.path("attributes").path(RECEIVES).asInt() > 1;
      readBody(id.asText(), body.asText(), redelivered, uploads);
    }
    return uploads;
  }

  private void readBody(String id, String body, boolean redelivered, List<UpdateEvent> uploads) {
    Log message = log.with("message_id", id);
    JsonNode notification;
    try {
      notification = Json.parse(body, JsonNode.class, "The body");
    } catch (IllegalArgumentException e) {
      message
          .with("reason", String.valueOf(e.getMessage()))
          .warn("Dropped a message that is not JSON");
      return;
    }
    if (notification.path("Event").asText().equals("s3:TestEvent")) {
      message.info("Received S3's test event: the notification is configured");
      return;
    }
    if (!notification.path("Records").isArray()) {
      message.warn("Dropped a message that is not an S3 notification");
      return;
    }
    for (JsonNode record : notification.get("Records")) {
      readRecord(id, record, redelivered, message, uploads);
    }
  }

  private void readRecord(
      String id, JsonNode record, boolean redelivered, Log message, List<UpdateEvent> uploads) {
    JsonNode object = record.path("s3").path("object");
    String event = record.path("eventName").asText();
    if (!record.path("eventSource").asText().equals("aws:s3")
        || !event.startsWith("ObjectCreated:")) {
      message.warn("Ignored an event that is not an upload: '" + event + "'");
    } else if (!record.path("s3").path("bucket").path("name").asText().equals(bucket)) {
      message.warn("Ignored an upload to another bucket");
    } else if (!object.path("key").isTextual() || !object.path("size").canConvertToLong()) {
      message.warn("Dropped an upload event without key or size");
    } else {
      try {
        String key = URLDecoder.decode(object.get("key").asText(), StandardCharsets.UTF_8);
        uploads.add(new UpdateEvent(id, key, object.get("size").asLong(), redelivered));
      } catch (IllegalArgumentException e) {
        message
            .with("reason", String.valueOf(e.getMessage()))
            .warn("Dropped an upload event whose key is not URL-encoded");
      }
    }
  }
}
