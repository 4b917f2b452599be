/** The queue of seats, on SQS. */
@org.jspecify.annotations.NullMarked
package dev.rondo.aws.queue;
