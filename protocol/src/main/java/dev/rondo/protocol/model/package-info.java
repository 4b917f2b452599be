/** What a model's parameters are: named tensors, laid end to end in one vector. */
@org.jspecify.annotations.NullMarked
package dev.rondo.protocol.model;
