package dev.rondo.operations.account;

/**
 * The approximate number of messages in a queue.
 *
 * @param arn the queue's ARN
 * @param waiting visible messages
 * @param held messages in flight: received and not deleted yet
 */
public record QueueDepth(String arn, int waiting, int held) {}
