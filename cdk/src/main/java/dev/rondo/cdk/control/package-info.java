/** The control stack: bucket, queues, functions, state machines, alarms, dashboard. */
@org.jspecify.annotations.NullMarked
package dev.rondo.cdk.control;
