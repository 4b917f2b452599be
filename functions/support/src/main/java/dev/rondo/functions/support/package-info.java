/** Shared code of the functions: startup, JSON, logs and metrics. */
@org.jspecify.annotations.NullMarked
package dev.rondo.functions.support;
