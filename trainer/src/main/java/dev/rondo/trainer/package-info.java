/**
 * Trainers that are programs of their own, in any language: the host's side of the trainer protocol
 * (docs/trainer-protocol.md).
 */
@org.jspecify.annotations.NullMarked
package dev.rondo.trainer;
