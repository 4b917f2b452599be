/** Secure aggregation with masks: fixed-point numbers, mask streams, and sealed seeds. */
@org.jspecify.annotations.NullMarked
package dev.rondo.privacy.masks;
