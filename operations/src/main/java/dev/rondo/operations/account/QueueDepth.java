package dev.rondo.operations.account;

/**
 * About how many messages a queue has.
 *
 * @param arn the queue's ARN
 * @param waiting those that can be received
 * @param held those that somebody has received and not deleted yet
 */
public record QueueDepth(String arn, int waiting, int held) {}
